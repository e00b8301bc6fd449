import { asyncScheduler, defer, identity, map, tap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { guardCallback } from '../base/guardCallback.js';
import { MruMap } from '../collections/mruMap.js';
import { sampleLatest } from './sampleLatest.js';

/** Options of `latestByKey`. */
export interface LatestByKeyOptions<T, K> {
  /** The key of an item; keys are compared as the keys of a Map. */
  keyOf: (item: T) => K;
  /** Maximum number of stored keys, 1 to 2^24. Default 1000. */
  maxKeys?: number | undefined;
  /** Minimum time in milliseconds between two emissions, as with `sampleLatest`. 0 to 2^31 - 1. Default 0: emits for each item. */
  intervalMs?: number | undefined;
  /** Scheduler of the interval. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Emits for each item a Map of the latest item of every key, in the order in which the keys first arrived.
 *
 *     source       --a--b--A----|      a and A have the same key
 *     latestByKey  --x--y--z----|      x = Map { a }, y = Map { a, b }, z = Map { A, b }
 *
 * Each Map is a copy; copying takes time in proportion to the number of keys, so set `intervalMs` if the source is faster than the view.
 * Each subscription stores at most `maxKeys` items, one for each key; beyond it the least recently seen key is evicted. Errors with
 * LocalProtocolError `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `keyOf` throws.
 */
export function latestByKey<T, K>({
  keyOf,
  maxKeys = 1000,
  intervalMs = 0,
  scheduler = asyncScheduler,
}: LatestByKeyOptions<T, K>): OperatorFunction<T, ReadonlyMap<K, T>> {
  requireInteger('maxKeys', maxKeys, 1, 2 ** 24);
  requireInteger('intervalMs', intervalMs, 0, MAX_DELAY_MS);
  const guardedKeyOf = guardCallback('keyOf', keyOf);
  return (source$) =>
    defer(() => {
      const latest = new MruMap<K, T>(maxKeys);
      return source$.pipe(
        tap((item) => latest.set(guardedKeyOf(item), item)),
        intervalMs === 0 ? identity : sampleLatest<T>({ intervalMs, scheduler }),
        map(() => latest.snapshot()),
      );
    });
}
