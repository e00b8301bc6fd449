import { invalidOption, requireInteger } from '../base/optionChecks.js';
import { toPeerError } from '../base/errors.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/**
 * A time in whole milliseconds for each node: the same for all, a range (both bounds included) from which each node draws one, or a
 * function of the node's index.
 */
export type PerNodeMs = number | readonly [minMs: number, maxMs: number] | ((index: number) => number);

/** Upper limit of a time: 10 minutes. */
export const MAX_PER_NODE_MS = 600_000;

/**
 * The time of the node with this index.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for a time outside 0 to MAX_PER_NODE_MS, `CALLBACK_FAILED` if the function throws.
 */
export function resolvePerNodeMs(option: string, value: PerNodeMs, index: number, prng: SeededRandom): number {
  if (typeof value === 'number') return requireMs(option, value);
  if (typeof value === 'function') {
    let ms: number;
    try {
      ms = value(index);
    } catch (error) {
      throw toPeerError(error, option);
    }
    return requireMs(option, ms);
  }
  const [minMs, maxMs] = Array.isArray(value) ? (value as readonly number[]) : [];
  if (minMs === undefined || maxMs === undefined) {
    invalidOption(option, `number, [min, max] or function expected, got ${String(value)}`);
  }
  requireMs(option, minMs);
  requireInteger(option, maxMs, minMs, MAX_PER_NODE_MS);
  return minMs + prng.below(maxMs - minMs + 1);
}

function requireMs(option: string, ms: number): number {
  requireInteger(option, ms ?? NaN, 0, MAX_PER_NODE_MS);
  return ms;
}
