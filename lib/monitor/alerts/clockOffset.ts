import { filter, interval, map, mergeMap, startWith, take, takeUntil, type OperatorFunction } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import type { AlertPeer, PeerAlert } from './alert.js';

/** The offset is read at this interval until it is known: a peer that another machine publishes may join before its first statistics arrive. */
const CHECK_INTERVAL_MS = 10_000;

/** Options of `clockOffset`. */
export interface ClockOffsetOptions {
  /** The difference between the clocks above which an alert is emitted, in seconds, 0 to 2^31 - 1. Default 600. */
  maxOffsetSeconds?: number | undefined;
}

/** The clock of a peer, or ours, is wrong. */
export interface ClockOffsetAlert<P> extends PeerAlert<P> {
  readonly alert: 'clock offset';
  /** The clock in the peer's version minus ours, in seconds. The remote chose it: any integer of 64 bits. */
  readonly seconds: number;
}

/**
 * Emits once for each peer whose clock, as its version shows it, differs from ours by more than `maxOffsetSeconds`.
 *
 *     peers        --P-------Q------      the clock of P is 700 s ahead, that of Q is right
 *     clockOffset  --x--------------      x = { alert: 'clock offset', peer: P, seconds: 700 }
 *
 * An offset that is not known yet is read again every 10 s. Completes when the source has completed and the offsets of all peers are known, or the peers
 * are closed. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 * Source of the default: Bitcoin Core, node/timeoffsets.h WARN_THRESHOLD, for the median of all peers.
 */
export function clockOffset<P extends AlertPeer>({ maxOffsetSeconds = 600 }: ClockOffsetOptions = {}): OperatorFunction<
  P,
  ClockOffsetAlert<P>
> {
  requireInteger('maxOffsetSeconds', maxOffsetSeconds, 0, MAX_DELAY_MS);
  return mergeMap((peer) =>
    interval(CHECK_INTERVAL_MS, peer.scheduler).pipe(
      startWith(0),
      map(() => peer.stats().timeOffsetSeconds),
      filter((seconds) => seconds !== undefined),
      take(1),
      filter((seconds) => Math.abs(seconds) > maxOffsetSeconds),
      map((seconds) => ({
        alert: 'clock offset' as const,
        text: `its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} ours, more than ${maxOffsetSeconds} s`,
        peer,
        seconds,
      })),
      takeUntil(peer.closed$),
    ),
  );
}
