import { defer, filter, map, merge, mergeMap, type OperatorFunction } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import { Queue } from '../../collections/queue.js';
import type { AlertPeer, PeerAlert } from './alert.js';

/** Options of `addrFlood`. */
export interface AddrFloodOptions {
  /**
   * The number of addresses of one peer within `windowMs` above which an alert is emitted, 1 to 1,000,000. Default 1000: the maximum of
   * one message, such as the answer to a getaddr.
   */
  maxAddresses?: number | undefined;
  /** The time in which addresses are counted, and the minimum time between two alerts about a peer, in milliseconds. Default 60_000. */
  windowMs?: number | undefined;
}

/** A peer sends unusually many addresses. */
export interface AddrFloodAlert<P> extends PeerAlert<P> {
  readonly alert: 'addr flood';
  /** Addresses within `windowMs`. */
  readonly count: number;
}

/**
 * Emits when a peer has sent more than `maxAddresses` addresses, by addr and addrv2, within `windowMs`, at most once in that time for each peer. The
 * peer may be filling address books.
 *
 *     peers      --P----------------      one peer
 *     addresses  -----a---a---a-----      500 addresses each
 *     addrFlood  -------------x-----      x = { alert: 'addr flood', peer: P, count: 1500 }
 *
 * Completes when the source has completed and all peers are closed. Stores for each peer at most `maxAddresses` counts. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call.
 */
export function addrFlood<P extends AlertPeer>({
  maxAddresses = 1000,
  windowMs = 60_000,
}: AddrFloodOptions = {}): OperatorFunction<P, AddrFloodAlert<P>> {
  requireInteger('maxAddresses', maxAddresses, 1, 1_000_000);
  requireInteger('windowMs', windowMs, 1, MAX_DELAY_MS);
  return mergeMap((peer) =>
    defer(() => {
      const recent = new RecentAddresses(maxAddresses, windowMs);
      return merge(peer.on('addr'), peer.on('addrv2')).pipe(
        map(({ addresses }) => recent.add(addresses.length, peer.scheduler.now())),
        filter((count) => count !== undefined),
        map((count) => ({
          alert: 'addr flood' as const,
          text: `sent ${count} addresses within ${windowMs / 1000} s, more than ${maxAddresses}`,
          peer,
          count,
        })),
      );
    }),
  );
}

/**
 * The addresses of the last `windowMs`. Each entry has at least one address and all together have at most `maxAddresses`, so the number of entries is
 * bounded. After an alert nothing is counted for `windowMs`: a flood that continues is reported again afterwards.
 */
class RecentAddresses {
  private entries = new Queue<{ readonly atMs: number; readonly count: number }>();
  private total = 0;
  private pausedUntilMs = -Infinity;

  constructor(
    private readonly maxAddresses: number,
    private readonly windowMs: number,
  ) {}

  /** Returns the number within the window if it is too large. */
  add(count: number, atMs: number): number | undefined {
    if (count === 0 || atMs < this.pausedUntilMs) return undefined;
    for (let first = this.entries.first(); first !== undefined; first = this.entries.first()) {
      if (first.atMs > atMs - this.windowMs) break;
      this.entries.shift();
      this.total -= first.count;
    }
    this.entries.push({ atMs, count });
    this.total += count;
    if (this.total <= this.maxAddresses) return undefined;
    const { total } = this;
    this.entries = new Queue();
    this.total = 0;
    this.pausedUntilMs = atMs + this.windowMs;
    return total;
  }
}
