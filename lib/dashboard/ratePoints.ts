import { mergeMap, scan, type Observable, type SchedulerLike } from 'rxjs';
import type { Network } from '../networks/network.js';
import { rates, type DirectionRates } from '../monitor/rates.js';
import { lastN } from '../monitor/lastN.js';
import type { ObservedPool } from '../pool/observedPool.js';
import type { RatePoint } from './protocol.js';

/** Five minutes of one point per second. */
export const MAX_RATE_POINTS = 300;
/** Each point is the mean of this time: without it, single messages would draw a comb. */
const WINDOW_MS = 3000;
const INTERVAL_MS = 1000;

/** The rates of all peers together, by command: emits the last 300 points once per second, the newest at the end. */
export function ratePoints(
  pool: Pick<ObservedPool, 'joined$'>,
  network: Network,
  scheduler: SchedulerLike,
): Observable<RatePoint[]> {
  return pool.joined$.pipe(
    mergeMap((peer) => peer.traffic$),
    rates({ windowMs: WINDOW_MS, intervalMs: INTERVAL_MS, network, scheduler }),
    scan(
      (last, { atMs, received, sent }): RatePoint => ({
        number: last.number + 1,
        atMs,
        received: toPairs(received),
        sent: toPairs(sent),
      }),
      { number: 0 } as RatePoint,
    ),
    lastN({ size: MAX_RATE_POINTS }),
  );
}

/** Leaves out the commands without messages. */
function toPairs({ byCommand }: DirectionRates): RatePoint['received'] {
  return Object.fromEntries(
    Object.entries(byCommand)
      .filter(([, { messages }]) => messages > 0)
      .map(([command, { messages, bytes }]) => [command, [roundToHundredths(messages), Math.round(bytes)] as const]),
  );
}

function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
