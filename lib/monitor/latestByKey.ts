import { asyncScheduler, defer, identity, map, tap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { guardCallback } from '../base/guardCallback.js';
import { MruMap } from '../collections/mruMap.js';
import { sampleLatest } from './sampleLatest.js';

export interface LatestByKeyOptions<T, K> {
  /** What the items are told apart by, compared as a Map compares. */
  keyOf: (item: T) => K;
  /** How many keys are remembered. Default 1000. */
  maxKeys?: number | undefined;
  /** At most one Map in this time, as `sampleLatest` does. Default 0: one with each item. */
  intervalMs?: number | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Gives with each item the latest one of every key, in the order in which the keys came.
 *
 *     source     --a--b--A----|      a and A have the same key
 *     latestByKey  --x--y--z----|      x = Map { a }, y = Map { a, b }, z = Map { A, b }
 *
 * Each Map is a copy, which takes as long as there are keys: `intervalMs` is for a source that is faster than a view.
 * Remembers an item a key, per subscription, at most `maxKeys`; the least recently seen one goes. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `keyOf` throws.
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
