import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import { guardCallback } from '../base/guardCallback.js';
import { MruSet } from '../collections/mruSet.js';

export interface DistinctMruOptions<T> {
  /** How many keys are remembered. Default 1000. */
  capacity?: number | undefined;
  /** What makes two items the same, compared as a Map compares. Default: the item itself. */
  keyOf?: ((item: T) => unknown) | undefined;
}

/**
 * Drops an item whose key is among the most recently used ones; seeing it again renews it.
 *
 *     source                      --a--b--a--c--b--|
 *     distinctMru({capacity: 2})  --a--b-----c--b--|
 *
 * Remembers keys, per subscription, at most `capacity`. Errors with LocalProtocolError `INVALID_OPTION` at the call,
 * `CALLBACK_FAILED` when `keyOf` throws.
 * lbcd: lru.Cache of peer/peer.go, there by pointer, here by value.
 */
export function distinctMru<T>({
  capacity = 1000,
  keyOf = (item) => item,
}: DistinctMruOptions<T> = {}): MonoTypeOperatorFunction<T> {
  new MruSet(capacity);
  const guardedKeyOf = guardCallback('keyOf', keyOf);
  return (source$) =>
    defer(() => {
      const seen = new MruSet(capacity);
      return source$.pipe(filter((item) => seen.add(guardedKeyOf(item))));
    });
}
