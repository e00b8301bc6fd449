import { param } from './route.js';
import { store } from './session.js';
import { parseRange, type RunTimes, type TimeRange } from './timeRange.js';

/** The clock of the program; all zero before its first update. */
export function runTimes(): RunTimes {
  const { atMs: nowMs = 0, startedAtMs = 0 } = store.program ?? {};
  return { nowMs, startedAtMs };
}

/** The range of the URL. @param fallback the range of this view without one in the URL */
export function currentRange(fallback: string): TimeRange {
  return parseRange(param('range'), runTimes(), fallback);
}
