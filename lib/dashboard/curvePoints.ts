import { mergeMap, scan, type Observable, type SchedulerLike } from 'rxjs';
import type { Network } from '../networks/network.js';
import { rates, type DirectionRates } from '../monitor/rates.js';
import { lastN } from '../monitor/lastN.js';
import type { Pool } from '../pool/pool.js';
import type { CurvePoint } from './protocol.js';

/** Five minutes, a point a second. */
export const MAX_CURVE_POINTS = 300;
/** Each point is the mean of so long: single messages would make a comb. */
const WINDOW_MS = 3000;
const INTERVAL_MS = 1000;

/** The rates of all peers together by command, a point a second; the last 300, the newest at the end. */
export function curvePoints(
  pool: Pick<Pool, 'joined$'>,
  network: Network,
  scheduler: SchedulerLike,
): Observable<CurvePoint[]> {
  return pool.joined$.pipe(
    mergeMap((peer) => peer.traffic$),
    rates({ windowMs: WINDOW_MS, intervalMs: INTERVAL_MS, network, scheduler }),
    scan(
      (last, { atMs, received, sent }): CurvePoint => ({
        number: last.number + 1,
        atMs,
        received: toPairs(received),
        sent: toPairs(sent),
      }),
      { number: 0 } as CurvePoint,
    ),
    lastN({ size: MAX_CURVE_POINTS }),
  );
}

/** Without the commands that were silent. */
function toPairs({ byCommand }: DirectionRates): CurvePoint['received'] {
  return Object.fromEntries(
    Object.entries(byCommand)
      .filter(([, { messages }]) => messages > 0)
      .map(([command, { messages, bytes }]) => [command, [hundredths(messages), Math.round(bytes)] as const]),
  );
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
