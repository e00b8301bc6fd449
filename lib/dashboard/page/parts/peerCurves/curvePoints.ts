import type { CurvePoints, PeerCurve } from '../../../protocol/peerCurve.js';

/** The points of a peer, the oldest first: minutes, and the last ten minutes in steps of 10 s. */
export interface PeerPoints {
  /** The end of each step: time of day in milliseconds since 1970. */
  readonly timesMs: readonly number[];
  readonly receivedBytes: readonly number[];
  readonly sentBytes: readonly number[];
  readonly messages: readonly number[];
  readonly roundTripMs: readonly (number | null)[];
}

/** The points of both levels: a minute is used only if it ended before the first step of 10 s begins. */
export function peerPoints({ coarse, fine }: PeerCurve): PeerPoints {
  const fineTimes = endsOf(fine);
  const coarseTimes = endsOf(coarse);
  const fineStart = (fineTimes[0] ?? Infinity) - fine.widthMs;
  const kept = coarseTimes.filter((atMs) => atMs <= fineStart + fine.widthMs / 2).length;
  const join = <Value>(a: readonly Value[], b: readonly Value[]): Value[] => [...a.slice(0, kept), ...b];
  return {
    timesMs: join(coarseTimes, fineTimes),
    receivedBytes: join(coarse.receivedBytes, fine.receivedBytes),
    sentBytes: join(coarse.sentBytes, fine.sentBytes),
    messages: join(coarse.messages, fine.messages),
    roundTripMs: join(coarse.roundTripMs, fine.roundTripMs),
  };
}

function endsOf({ atMs }: CurvePoints): number[] {
  let end = 0;
  return atMs.map((differenceMs) => (end += differenceMs));
}
