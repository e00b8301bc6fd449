import { filter, interval, map, mergeMap, pairwise, startWith, takeUntil, type OperatorFunction } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import type { AlertPeer, PeerAlert } from './alert.js';

/** Options of `silentPeer`. */
export interface SilentPeerOptions {
  /**
   * The interval at which the number of received messages is read, in milliseconds. Default 140_000: longer than the interval of our pings, which a live
   * peer answers, and short enough for two readings before an idle peer is closed.
   */
  intervalMs?: number | undefined;
}

/** A peer sends nothing. */
export interface SilentPeerAlert<P> extends PeerAlert<P> {
  readonly alert: 'silent peer';
  /** When the last message of the peer arrived: time of day, in milliseconds since 1970; undefined if there was none. */
  readonly lastMs: number | undefined;
}

/**
 * Emits at each interval in which no message of a peer arrived.
 *
 *     peers       --P-----------------      one peer
 *     messages    -----m--------------
 *     silentPeer  --------------x---x-      intervalMs: 4; x = { alert: 'silent peer', peer: P, lastMs: 5 }
 *
 * Completes when the source has completed and all peers are closed. One timer for each peer. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function silentPeer<P extends AlertPeer>({ intervalMs = 140_000 }: SilentPeerOptions = {}): OperatorFunction<
  P,
  SilentPeerAlert<P>
> {
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  return mergeMap((peer) =>
    interval(intervalMs, peer.scheduler).pipe(
      startWith(0),
      map(() => peer.stats().received),
      pairwise(),
      filter(([before, now]) => now.messages === before.messages),
      map(([{ lastMs }]) => ({
        alert: 'silent peer' as const,
        text: `sent no message for ${intervalMs / 1000} s, although it has to answer our pings`,
        peer,
        lastMs,
      })),
      takeUntil(peer.closed$),
    ),
  );
}
