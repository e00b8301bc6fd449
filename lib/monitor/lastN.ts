import { defer, map, type OperatorFunction } from 'rxjs';
import { requireInteger } from '../base/optionChecks.js';

/** Each item costs a copy of as many. */
const MAX_SIZE = 2 ** 16;

export interface LastNOptions {
  /** How many items. Default 100. */
  size?: number | undefined;
}

/**
 * Gives with each item the last ones, the newest at the end.
 *
 *     source              --a--b--c----|
 *     lastN({ size: 2 })   --x--y--z----|      x = [a], y = [a, b], z = [b, c]
 *
 * Each array is a copy: the subscriber may keep it, and change it. Remembers items, per subscription, at most `size`. Errors with
 * LocalProtocolError `INVALID_OPTION` at the call.
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
