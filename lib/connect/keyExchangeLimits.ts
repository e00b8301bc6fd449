import type { SchedulerLike, Subscription } from 'rxjs';
import { remoteHostOf } from '../address/remoteHost.js';
import { requireInteger } from '../base/optionChecks.js';
import { MruMap } from '../collections/mruMap.js';
import type { KeyExchangeGate } from '../peer/peerSettings.js';
import { TokenBucket } from './tokenBucket.js';

/** The options of `listen` and of pools that limit v2 key exchanges. */
export interface HandshakeRates {
  /**
   * The maximum number of inbound v2 key exchanges per second, which bounds the processor time that unknown remotes can cause. Further key
   * exchanges wait, 500 at most; a host without a recent key exchange is served first. 1 to 1,000,000, default 50.
   */
  handshakesPerSecond?: number | undefined;
  /** The same for one public host or IPv6 /64; there is no such limit for private hosts. 1 to 1,000,000, default 5. */
  handshakesPerSecondAndHost?: number | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requireHandshakeRates({ handshakesPerSecond, handshakesPerSecondAndHost }: HandshakeRates): void {
  requireInteger('handshakesPerSecond', handshakesPerSecond, 1, 1_000_000);
  requireInteger('handshakesPerSecondAndHost', handshakesPerSecondAndHost, 1, 1_000_000);
}

/** A connection whose key exchange waits. */
interface Waiting {
  readonly hostKey: string;
  readonly group: string;
  /** Whether the limit per host applies. */
  readonly isLimited: boolean;
  readonly permit: () => void;
  readonly refuse: (fact: string) => void;
}

/** What is stored about a host that had a key exchange. */
interface RecentHost {
  readonly bucket: TokenBucket;
  /** The number of the last key exchange of the host, counted over all hosts. */
  readonly turn: number;
}

/** The maximum number of connections that wait. At 50 per second it takes 10 seconds to serve them. */
export const MAX_WAITING_KEY_EXCHANGES = 500;

/** The maximum number of hosts, and of network groups, whose last key exchange is stored: as many as make 50 key exchanges per second for 20 seconds. */
export const MAX_RECENT_HOSTS = 1000;

/**
 * Limits the processor time of key exchanges: a remote causes one by sending any 64 bytes, and it takes about as long as
 * a handshake of v1.
 *
 *     request ─▶ permitted at once, if a token of the total and one of the host are available
 *            └─▶ waiting ─ a token is available, and it is first in the order ─▶ permitted
 *                       ├─ the queue has more than MAX_WAITING_KEY_EXCHANGES ──▶ refused
 *                       └─ the connection ends ────────────────────────────────▶ removed
 *
 * A flood uses up the tokens, so the order decides which connection is served. Network groups take turns, and so do the hosts of a group: the
 * group or host whose last key exchange is the longest ago is first. So a host without a recent key exchange is served by the next token, for
 * any number of other connections that wait. The newest connection of a host is served first: in a flood `maxHandshaking` evicts the oldest ones,
 * which would not have the time to complete their handshakes. For the same reason a full queue refuses the oldest connection of the host that
 * has the most.
 *
 * After a wait one key exchange is permitted per turn of the event loop, so established peers are served between two.
 */
export class KeyExchangeLimits implements KeyExchangeGate {
  private readonly total: TokenBucket;
  private readonly perHost: number;
  private readonly hosts = new MruMap<string, RecentHost>(MAX_RECENT_HOSTS);
  /** The number of the last key exchange of each network group. */
  private readonly groups = new MruMap<string, number>(MAX_RECENT_HOSTS);
  private lastTurn = 0;
  /** In the order of arrival. */
  private readonly waiting = new Set<Waiting>();
  private timer: Subscription | undefined;
  private timerAtMs = 0;
  private isClosed = false;

  constructor(
    { handshakesPerSecond = 50, handshakesPerSecondAndHost = 5 }: HandshakeRates,
    private readonly scheduler: SchedulerLike,
  ) {
    this.perHost = handshakesPerSecondAndHost;
    this.total = new TokenBucket(handshakesPerSecond, scheduler.now());
  }

  request(address: string, permit: () => void, refuse: (fact: string) => void): () => void {
    const { group, hostKey, isPrivate } = remoteHostOf(address);
    const entry: Waiting = { hostKey, group, isLimited: !isPrivate, permit, refuse };
    if (this.isClosed) return () => undefined;
    const nowMs = this.scheduler.now();
    this.waiting.add(entry);
    if (this.first(nowMs) === entry) {
      this.serve(entry, nowMs);
      return () => undefined;
    }
    this.wakeAfter(this.msUntilTokens(entry, nowMs), nowMs);
    if (this.waiting.size > MAX_WAITING_KEY_EXCHANGES) this.refuseOne();
    return () => this.remove(entry);
  }

  /** Stops the timer. Connections that wait are neither permitted nor refused any more. */
  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    this.stopTimer();
  }

  private remove(entry: Waiting): void {
    this.waiting.delete(entry);
    if (this.waiting.size === 0) this.stopTimer();
  }

  private serve(entry: Waiting, nowMs: number): void {
    const { group, hostKey } = entry;
    const bucket = this.hosts.peek(hostKey)?.bucket ?? new TokenBucket(this.perHost, nowMs);
    const turn = (this.lastTurn += 1);
    this.total.take(nowMs);
    bucket.take(nowMs);
    this.hosts.set(hostKey, { bucket, turn });
    this.groups.set(group, turn);
    this.remove(entry);
    entry.permit();
  }

  /** The connection to serve now; undefined if none has the tokens. */
  private first(nowMs: number): Waiting | undefined {
    if (this.total.msUntilToken(nowMs) > 0) return undefined;
    let first: Waiting | undefined;
    let [firstGroup, firstHost] = [Infinity, Infinity];
    for (const entry of this.waiting) {
      const group = this.groups.peek(entry.group) ?? 0;
      const host = this.hosts.peek(entry.hostKey)?.turn ?? 0;
      if (group > firstGroup || (group === firstGroup && host > firstHost)) continue;
      if (this.msUntilTokens(entry, nowMs) > 0) continue;
      [first, firstGroup, firstHost] = [entry, group, host];
    }
    return first;
  }

  private msUntilTokens({ hostKey, isLimited }: Waiting, nowMs: number): number {
    const bucket = isLimited ? this.hosts.peek(hostKey)?.bucket : undefined;
    return Math.max(this.total.msUntilToken(nowMs), bucket?.msUntilToken(nowMs) ?? 0);
  }

  private refuseOne(): void {
    const ofHost = new Map<string, number>();
    for (const { hostKey } of this.waiting) ofHost.set(hostKey, (ofHost.get(hostKey) ?? 0) + 1);
    const most = Math.max(...ofHost.values());
    for (const entry of this.waiting) {
      if (ofHost.get(entry.hostKey) !== most) continue;
      this.remove(entry);
      const fact = `${MAX_WAITING_KEY_EXCHANGES} v2 key exchanges wait, more are not allowed to`;
      entry.refuse(`${fact}: raise handshakesPerSecond if these are honest peers`);
      return;
    }
  }

  private wakeAfter(delayMs: number, nowMs: number): void {
    if (this.timer !== undefined && this.timerAtMs <= nowMs + delayMs) return;
    this.stopTimer();
    this.timerAtMs = nowMs + delayMs;
    this.timer = this.scheduler.schedule(() => {
      this.timer = undefined;
      this.onTimer();
    }, delayMs);
  }

  private onTimer(): void {
    const nowMs = this.scheduler.now();
    const entry = this.first(nowMs);
    if (entry !== undefined) this.serve(entry, nowMs);
    let delayMs = Infinity;
    for (const each of this.waiting) delayMs = Math.min(delayMs, this.msUntilTokens(each, nowMs));
    if (this.waiting.size > 0) this.wakeAfter(Math.max(delayMs, MIN_DELAY_MS), nowMs);
  }

  private stopTimer(): void {
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}

/** The shortest time between two key exchanges that have waited, in milliseconds. */
const MIN_DELAY_MS = 1;
