import { Subscription, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import { LocalProtocolError, type PeerError } from '../base/errors.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { AvoidedHosts, MAX_AVOIDED_HOSTS, MAX_REASON_LENGTH, type AvoidedHost } from './avoidedHosts.js';
import { peerAddressOf, type PeerAddress } from './peerAddress.js';

/** The options of `pool.ban()`. */
export interface BanOptions {
  /** The duration in milliseconds: 1 to 3_153_600_000_000 (100 years). Default 86_400_000, 24 h (Bitcoin Core, banman.h DEFAULT_MISBEHAVING_BANTIME). */
  durationMs?: number | undefined;
  /** The reason that `banned()` returns; cut to 100 characters. Default ''. */
  reason?: string | undefined;
}

const DAY_MS = 86_400_000;
const MAX_BAN_MS = 100 * 365 * DAY_MS;

export interface ReputationOptions {
  /** The addresses that the user has named; their hosts are never avoided. */
  fixed: readonly PeerAddress[];
  /** The duration of a discouragement. */
  discourageMs: number;
  scheduler: SchedulerLike;
  /** Called when a discouragement or a ban has ended. */
  onChange: () => void;
}

/**
 * The hosts that the pool avoids: it discouraged them itself, or the application banned them. Hosts are counted by host key
 * (`hostKeyOf`), IPv6 by /64. Hosts that the user named, and hosts of loopback and private networks, are never discouraged: several peers or a
 * proxy can share such an address, and one peer is not responsible for the others.
 *
 * While open, a timer removes the entries that have ended. At most MAX_AVOIDED_HOSTS of each kind.
 */
export class Reputation {
  readonly discouraged = new AvoidedHosts();
  readonly banned = new AvoidedHosts();
  private readonly fixedHosts: ReadonlySet<string>;
  private isOpen = false;
  private expiryTimer = Subscription.EMPTY;

  constructor(private readonly options: ReputationOptions) {
    this.fixedHosts = new Set(options.fixed.map(({ hostKey }) => hostKey));
  }

  /** Starts the timer that removes ended entries. */
  open(): void {
    this.isOpen = true;
    this.scheduleExpiry();
  }

  close(): void {
    this.isOpen = false;
    this.expiryTimer.unsubscribe();
  }

  /** Discourages a host, unless it is private or named by the user. */
  discourage({ hostKey, isPrivate }: RemoteHost, { code, message }: PeerError): void {
    const sinceMs = wallClockMs(this.options.scheduler);
    const reason = { code, text: message.slice(0, MAX_REASON_LENGTH) };
    const untilMs = sinceMs + this.options.discourageMs;
    if (!isPrivate) this.restore({ host: hostKey, kind: 'discouraged', reason, sinceMs, untilMs });
  }

  /**
   * Bans a host.
   *
   * @returns the key of the banned host
   * @throws LocalProtocolError `INVALID_OPTION`, and `LIMIT_EXCEEDED` if MAX_AVOIDED_HOSTS are banned already
   */
  ban(text: string, { durationMs = DAY_MS, reason = '' }: BanOptions): string {
    const host = parseHostKey(text);
    requireInteger('durationMs', durationMs, 1, MAX_BAN_MS);
    if (typeof reason !== 'string') invalidOption('reason', `text expected, got ${JSON.stringify(reason)}`);
    if (this.fixedHosts.has(host)) {
      invalidOption('host', `${text} is among the pool's addresses, which are never banned: remove it from them first`);
    }
    if (this.banned.isFull && !this.banned.has(host)) {
      throw new LocalProtocolError('LIMIT_EXCEEDED', `${MAX_AVOIDED_HOSTS} hosts are banned: unban one first`);
    }
    const sinceMs = wallClockMs(this.options.scheduler);
    const manual = { code: 'MANUAL', text: reason.slice(0, MAX_REASON_LENGTH) };
    this.banned.add({ host, kind: 'banned', reason: manual, sinceMs, untilMs: sinceMs + durationMs });
    this.scheduleExpiry();
    return host;
  }

  /** Removes the ban and the discouragement of a host. @returns false if it had neither */
  clear(text: string): boolean {
    const host = parseHostKey(text);
    const wasBanned = this.banned.delete(host);
    const wasDiscouraged = this.discouraged.delete(host);
    this.scheduleExpiry();
    return wasBanned || wasDiscouraged;
  }

  /** Adds an entry, unless it has ended or its host must not be discouraged. */
  restore(entry: AvoidedHost): void {
    const { discourageMs, scheduler } = this.options;
    const wallMs = wallClockMs(scheduler);
    if (entry.untilMs <= wallMs || this.fixedHosts.has(entry.host)) return;
    if (entry.kind === 'banned') this.banned.add(entry);
    else if (!remoteHostOf(withoutPrefixLength(entry.host)).isPrivate) {
      this.discouraged.add({ ...entry, untilMs: Math.min(entry.untilMs, wallMs + discourageMs) });
    }
    this.scheduleExpiry();
  }

  isBanned(hostKey: string): boolean {
    return this.banned.avoidedUntilMs(hostKey, wallClockMs(this.options.scheduler)) !== undefined;
  }

  isDiscouraged(hostKey: string): boolean {
    return this.discouraged.avoidedUntilMs(hostKey, wallClockMs(this.options.scheduler)) !== undefined;
  }

  /** The time of day until which the host must not be dialled; 0 if it may be dialled at `wallMs`. */
  avoidedUntilMs(hostKey: string, wallMs: number): number {
    return Math.max(
      this.discouraged.avoidedUntilMs(hostKey, wallMs) ?? 0,
      this.banned.avoidedUntilMs(hostKey, wallMs) ?? 0,
    );
  }

  private scheduleExpiry(): void {
    const { onChange, scheduler } = this.options;
    this.expiryTimer.unsubscribe();
    const nextMs = Math.min(this.discouraged.nextExpiryMs ?? Infinity, this.banned.nextExpiryMs ?? Infinity);
    if (!this.isOpen || nextMs === Infinity) return;
    const expire = (): void => {
      const wallMs = wallClockMs(scheduler);
      this.discouraged.expire(wallMs);
      this.banned.expire(wallMs);
      this.scheduleExpiry();
      onChange();
    };
    this.expiryTimer = scheduler.schedule(expire, Math.min(MAX_DELAY_MS, Math.max(0, nextMs - wallClockMs(scheduler))));
  }
}

/** Parses the host of `pool.ban()`: an address with or without a port, an IPv6 /64, or a name. Returns its host key. */
function parseHostKey(text: string): string {
  const address = typeof text === 'string' ? peerAddressOf(withoutPrefixLength(text), 1) : undefined;
  if (address === undefined) {
    invalidOption('host', `an address, an IPv6 /64 or a name expected, got ${JSON.stringify(text)}`);
  }
  return address.hostKey;
}

function withoutPrefixLength(text: string): string {
  return text.replace(/\/64$/, '');
}
