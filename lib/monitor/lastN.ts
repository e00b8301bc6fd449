import { defer, map, type OperatorFunction } from 'rxjs';
import { requireInteger } from '../base/optionChecks.js';

/** Each emission copies this number of items at most. */
const MAX_SIZE = 2 ** 16;

/** Options of `lastN`. */
export interface LastNOptions {
  /** Maximum number of items, 1 to 65_536. Default 100. */
  size?: number | undefined;
}

/**
 * Emits for each item an array of the last `size` items, the newest at the end.
 *
 *     source              --a--b--c----|
 *     lastN({ size: 2 })  --x--y--z----|      x = [a], y = [a, b], z = [b, c]
 *
 * Each array is a copy that belongs to the subscriber. Each subscription stores at most `size` items. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call.
 */
export function lastN<T>({ size = 100 }: LastNOptions = {}): OperatorFunction<T, T[]> {
  requireInteger('size', size, 1, MAX_SIZE);
  return (source$) =>
    defer(() => {
      const last: T[] = [];
      return source$.pipe(
        map((item) => {
          if (last.length === size) last.shift();
          last.push(item);
          return last.slice();
        }),
      );
    });
}
