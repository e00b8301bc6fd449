import { Subscription, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import { LocalProtocolError, type PeerError } from '../base/errors.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { AvoidedHosts, MAX_AVOIDED_HOSTS, MAX_REASON_LENGTH, type AvoidedHost } from './avoidedHosts.js';
import { peerAddressOf, type PeerAddress } from './peerAddress.js';

export interface BanOptions {
  /** How long, in milliseconds: 1 to 100 years. Default 86_400_000, a day (Bitcoin Core, banman.h DEFAULT_MISBEHAVING_BANTIME). */
  durationMs?: number | undefined;
  /** Why, for whoever looks at the list: at most 100 characters are kept. Default ''. */
  reason?: string | undefined;
}

const DAY_MS = 86_400_000;
const MAX_BAN_MS = 100 * 365 * DAY_MS;

export interface ReputationOptions {
  /** The user's own addresses, whose hosts are never avoided. */
  fixed: readonly PeerAddress[];
  discourageMs: number;
  scheduler: SchedulerLike;
  /** A discouragement or a ban has ended. */
  onChange: () => void;
}

/**
 * Which hosts the pool avoids: those that it has discouraged, and those that the user has banned. Hosts count as `hostKeyOf` says, so
 * IPv6 by /64. Hosts that the user named, and those of loopback and private networks, are never discouraged: behind such an address
 * there may be a proxy, or the user's own node, and their peers are not to blame for each other.
 */
export class Reputation {
  readonly discouraged = new AvoidedHosts();
  readonly banned = new AvoidedHosts();
  private readonly named: ReadonlySet<string>;
  private isOpen = false;
  private expiring = Subscription.EMPTY;

  constructor(private readonly options: ReputationOptions) {
    this.named = new Set(options.fixed.map(({ hostKey }) => hostKey));
  }

  /** Entries end by themselves from now on. */
  open(): void {
    this.isOpen = true;
    this.expireInTime();
  }

  close(): void {
    this.isOpen = false;
    this.expiring.unsubscribe();
  }

  /** A peer of the host misbehaved. */
  discourage({ hostKey, isPrivate }: RemoteHost, { code, message }: PeerError): void {
    const sinceMs = wallClockMs(this.options.scheduler);
    const reason = { code, text: message.slice(0, MAX_REASON_LENGTH) };
    const untilMs = sinceMs + this.options.discourageMs;
    if (!isPrivate) this.restore({ host: hostKey, kind: 'discouraged', reason, sinceMs, untilMs });
  }

  /**
   * @returns the key of the banned host
   * @throws LocalProtocolError `INVALID_OPTION`, and `LIMIT_EXCEEDED` if MAX_AVOIDED_HOSTS are banned already
   */
  ban(text: string, { durationMs = DAY_MS, reason = '' }: BanOptions): string {
    const host = keyOfText(text);
    requireInteger('durationMs', durationMs, 1, MAX_BAN_MS);
    if (typeof reason !== 'string') invalidOption('reason', `text expected, got ${JSON.stringify(reason)}`);
    if (this.named.has(host)) {
      invalidOption('host', `${text} is among the pool's addresses, which are never banned: leave it out of them`);
    }
    if (this.banned.isFull && !this.banned.has(host)) {
      throw new LocalProtocolError('LIMIT_EXCEEDED', `${MAX_AVOIDED_HOSTS} hosts are banned: unban one first`);
    }
    const sinceMs = wallClockMs(this.options.scheduler);
    const why = { code: 'MANUAL', text: reason.slice(0, MAX_REASON_LENGTH) };
    this.banned.add({ host, kind: 'banned', reason: why, sinceMs, untilMs: sinceMs + durationMs });
    this.expireInTime();
    return host;
  }

  /** Ends the ban and the discouragement of a host; false if it had neither. */
  forgive(text: string): boolean {
    const host = keyOfText(text);
    const wasBanned = this.banned.delete(host);
    const wasDiscouraged = this.discouraged.delete(host);
    this.expireInTime();
    return wasBanned || wasDiscouraged;
  }

  /** Adds an entry, unless it has ended, or discourages a host that is never discouraged. */
  restore(entry: AvoidedHost): void {
    const { discourageMs, scheduler } = this.options;
    const wallMs = wallClockMs(scheduler);
    if (entry.untilMs <= wallMs || this.named.has(entry.host)) return;
    if (entry.kind === 'banned') this.banned.add(entry);
    else if (!remoteHostOf(withoutPrefixLength(entry.host)).isPrivate) {
      this.discouraged.add({ ...entry, untilMs: Math.min(entry.untilMs, wallMs + discourageMs) });
    }
    this.expireInTime();
  }

  isBanned(hostKey: string): boolean {
    return this.banned.endOf(hostKey, wallClockMs(this.options.scheduler)) !== undefined;
  }

  isDiscouraged(hostKey: string): boolean {
    return this.discouraged.endOf(hostKey, wallClockMs(this.options.scheduler)) !== undefined;
  }

  /** Until when no connection to the host may be made, as a time of day; 0 if one may be made at `wallMs`. */
  avoidedUntilMs(hostKey: string, wallMs: number): number {
    return Math.max(this.discouraged.endOf(hostKey, wallMs) ?? 0, this.banned.endOf(hostKey, wallMs) ?? 0);
  }

  private expireInTime(): void {
    const { onChange, scheduler } = this.options;
    this.expiring.unsubscribe();
    const nextMs = Math.min(this.discouraged.nextEndMs ?? Infinity, this.banned.nextEndMs ?? Infinity);
    if (!this.isOpen || nextMs === Infinity) return;
    const expire = (): void => {
      const wallMs = wallClockMs(scheduler);
      this.discouraged.expire(wallMs);
      this.banned.expire(wallMs);
      this.expireInTime();
      onChange();
    };
    this.expiring = scheduler.schedule(expire, Math.min(MAX_DELAY_MS, Math.max(0, nextMs - wallClockMs(scheduler))));
  }
}

/** The key of a host that the user wrote: an address with or without a port, an IPv6 /64, a name. */
function keyOfText(text: string): string {
  const address = typeof text === 'string' ? peerAddressOf(withoutPrefixLength(text), 1) : undefined;
  if (address === undefined) {
    invalidOption('host', `an address, an IPv6 /64 or a name expected, got ${JSON.stringify(text)}`);
  }
  return address.hostKey;
}

function withoutPrefixLength(text: string): string {
  return text.replace(/\/64$/, '');
}
