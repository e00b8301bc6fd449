import type { SchedulerLike, Subscription } from 'rxjs';
import { remoteHostOf } from '../address/remoteHost.js';
import type { KeyExchangeGate } from '../peer/peerSettings.js';
import { TokenBucket } from './tokenBucket.js';

/** The options of KeyExchangeLimits. */
export interface KeyExchangeLimitsOptions {
  /** The key exchanges per second, of all hosts together. Default 50. */
  perSecond?: number | undefined;
  /** The key exchanges per second of one public host or IPv6 /64. Default 5. Private hosts have no limit of their own. */
  perSecondAndHost?: number | undefined;
  scheduler: SchedulerLike;
}

/** A connection whose key exchange waits. */
interface Waiting {
  readonly host: string | undefined;
  readonly permit: () => void;
}

/** The longest queue; beyond it connections are refused. At 50 per second the last one waits 10 seconds. */
export const MAX_WAITING_KEY_EXCHANGES = 500;

/** The most hosts whose limits are stored. */
const MAX_HOSTS = 1000;

/**
 * Limits the processor time of key exchanges: a stranger who sends 64 bytes causes one, which takes about as long as a handshake of v1. One that
 * is over the limits waits, in the order of arrival as far as the limit of its host allows; one that finds the queue full is refused.
 */
export class KeyExchangeLimits implements KeyExchangeGate {
  private readonly all: TokenBucket;
  private readonly hosts = new Map<string, TokenBucket>();
  private readonly waiting = new Set<Waiting>();
  private readonly perHost: number;
  private timer: Subscription | undefined;

  constructor(private readonly options: KeyExchangeLimitsOptions) {
    const { perSecond = 50, perSecondAndHost = 5 } = options;
    this.perHost = perSecondAndHost;
    this.all = new TokenBucket(perSecond, options.scheduler.now());
  }

  request(address: string, permit: () => void, refuse: () => void): () => void {
    const { hostKey, isPrivate } = remoteHostOf(address);
    const entry: Waiting = { host: isPrivate ? undefined : hostKey, permit };
    if (this.waiting.size === 0 && this.take(entry)) {
      permit();
      return () => undefined;
    }
    if (this.waiting.size >= MAX_WAITING_KEY_EXCHANGES) {
      refuse();
      return () => undefined;
    }
    this.waiting.add(entry);
    this.schedule();
    return () => {
      this.waiting.delete(entry);
      if (this.waiting.size === 0) this.close();
    };
  }

  /** Stops the timer. Connections that wait are not called any more. */
  close(): void {
    this.timer?.unsubscribe();
    this.timer = undefined;
    this.waiting.clear();
  }

  private take({ host }: Waiting): boolean {
    const nowMs = this.options.scheduler.now();
    const bucket = host === undefined ? undefined : this.bucketOf(host, nowMs);
    if (this.all.msUntilToken(nowMs) > 0 || (bucket?.msUntilToken(nowMs) ?? 0) > 0) return false;
    this.all.take(nowMs);
    bucket?.take(nowMs);
    return true;
  }

  private bucketOf(host: string, nowMs: number): TokenBucket {
    let bucket = this.hosts.get(host);
    if (bucket === undefined) {
      // The oldest first: a full bucket is as good as none, so what is lost is the memory of a host of long ago.
      if (this.hosts.size >= MAX_HOSTS) this.hosts.delete(this.hosts.keys().next().value!);
      bucket = new TokenBucket(this.perHost, nowMs);
      this.hosts.set(host, bucket);
    }
    return bucket;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const nowMs = this.options.scheduler.now();
    const delayMs = Math.max(this.all.msUntilToken(nowMs), MIN_DELAY_MS);
    this.timer = this.options.scheduler.schedule(() => {
      this.timer = undefined;
      this.permitWaiting();
      this.schedule();
    }, delayMs);
  }

  private permitWaiting(): void {
    for (const entry of this.waiting) {
      if (this.all.msUntilToken(this.options.scheduler.now()) > 0) return;
      if (!this.take(entry)) continue;
      this.waiting.delete(entry);
      entry.permit();
    }
  }
}

/** The shortest time between two runs over the queue, in milliseconds. */
const MIN_DELAY_MS = 10;
