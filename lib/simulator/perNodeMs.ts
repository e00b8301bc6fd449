import { invalidOption, requireInteger } from '../base/optionChecks.js';
import { toPeerError } from '../base/errors.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** A time in whole milliseconds: one for all nodes, a range from which each node draws its own, or a function of the node's index. */
export type PerNodeMs = number | readonly [minMs: number, maxMs: number] | ((index: number) => number);

/** 10 minutes. */
export const MAX_PER_NODE_MS = 600_000;

/**
 * The time of the node with this index.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for a time outside of 0 to MAX_CHOSEN_MS, `CALLBACK_FAILED` if the function throws.
 */
export function resolvePerNodeMs(option: string, chosen: PerNodeMs, index: number, prng: SeededRandom): number {
  if (typeof chosen === 'number') return inRange(option, chosen);
  if (typeof chosen === 'function') {
    let ms: number;
    try {
      ms = chosen(index);
    } catch (error) {
      throw toPeerError(error, option);
    }
    return inRange(option, ms);
  }
  const [minMs, maxMs] = Array.isArray(chosen) ? (chosen as readonly number[]) : [];
  if (minMs === undefined || maxMs === undefined) {
    invalidOption(option, `number, [min, max] or function expected, got ${String(chosen)}`);
  }
  inRange(option, minMs);
  requireInteger(option, maxMs, minMs, MAX_PER_NODE_MS);
  return minMs + prng.below(maxMs - minMs + 1);
}

function inRange(option: string, ms: number): number {
  requireInteger(option, ms ?? NaN, 0, MAX_PER_NODE_MS);
  return ms;
}
