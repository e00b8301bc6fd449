import { filter, map, mergeMap, type OperatorFunction } from 'rxjs';
import { invalidOption, requireInteger } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { lastN } from '../lastN.js';
import type { AlertPeer, PeerAlert } from './alert.js';

/** Options of `pingRising`. */
export interface PingRisingOptions {
  /** The number of consecutive pings that are compared, 2 to 1000. Default 5. */
  pings?: number | undefined;
  /** An alert needs a last ping that took more than `factor` times as long as the first of them. A number of at least 1. Default 2. */
  factor?: number | undefined;
}

/** The pings of a peer take longer and longer. */
export interface PingRisingAlert<P> extends PeerAlert<P> {
  readonly alert: 'ping rising';
  /** The round trips of the last `pings` pings, in milliseconds, the newest at the end. */
  readonly last: readonly number[];
}

/**
 * Emits when each of the last `pings` pings took longer than the one before, and the last took more than `factor` times as long as the first. The network,
 * the peer or this process becomes slow.
 *
 *     peers       --P------------------------      one peer
 *     pings       -----a--b--c--d--e---------      10, 12, 15, 18 and 21 ms
 *     pingRising  -----------------x---------      x = { alert: 'ping rising', peer: P, last: [10, 12, 15, 18, 21] }
 *
 * Completes when the source has completed and all peers are closed. Stores `pings` numbers for each peer. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call.
 */
export function pingRising<P extends AlertPeer>({ factor = 2, pings = 5 }: PingRisingOptions = {}): OperatorFunction<
  P,
  PingRisingAlert<P>
> {
  requireInteger('pings', pings, 2, 1000);
  if (!(Number.isFinite(factor) && factor >= 1)) invalidOption('factor', `number from 1 expected, got ${show(factor)}`);
  return mergeMap((peer) =>
    peer.pings$.pipe(
      map(({ roundTripMs }) => roundTripMs),
      lastN({ size: pings }),
      filter((last) => last.length === pings && isRising(last, factor)),
      map((last) => ({
        alert: 'ping rising' as const,
        text: `its last ${pings} pings took longer and longer: ${rounded(last[0]!)} to ${rounded(last.at(-1)!)} ms`,
        peer,
        last,
      })),
    ),
  );
}

function isRising(last: readonly number[], factor: number): boolean {
  return last.every((ms, i) => i === 0 || ms > last[i - 1]!) && last.at(-1)! > factor * last[0]!;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
