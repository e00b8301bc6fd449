import { requireInteger } from '../base/optionChecks.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** A whole number, or the bounds (both included) between which a number is drawn uniformly for each use. */
export type NumberRange = number | readonly [min: number, max: number];

/** Draws a number of the range, uniformly. */
export function drawFrom(range: NumberRange, prng: SeededRandom): number {
  if (typeof range === 'number') return range;
  const [min, max] = range;
  return min + prng.below(max - min + 1);
}

/** Errors with LocalProtocolError `INVALID_OPTION` for a bound outside `min` to `max`, or bounds in the wrong order. */
export function requireRange(option: string, range: NumberRange, min: number, max: number): void {
  if (typeof range === 'number') {
    requireInteger(option, range, min, max);
    return;
  }
  requireInteger(`${option}/0`, range[0], min, max);
  requireInteger(`${option}/1`, range[1], range[0], max);
}
