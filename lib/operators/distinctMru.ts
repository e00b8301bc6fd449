import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import { guardCallback } from '../base/guardCallback.js';
import { MruSet } from '../collections/mruSet.js';

/** Options of `distinctMru`. */
export interface DistinctMruOptions<T> {
  /** Maximum number of stored keys, 1 to 2^24. Default 1000. */
  capacity?: number | undefined;
  /** The key of an item; keys are compared as the keys of a Map. Default: the item itself. */
  keyOf?: ((item: T) => unknown) | undefined;
}

/**
 * Deduplicates: drops an item whose key is among the `capacity` most recently used keys. A dropped item renews its key.
 *
 *     source                      --a--b--a--c--b--|
 *     distinctMru({capacity: 2})  --a--b-----c--b--|
 *
 * Each subscription stores at most `capacity` keys; beyond it the least recently used key is evicted. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `keyOf` throws.
 * Source: lbcd, lru.Cache of peer/peer.go, which compares by pointer; this operator compares by value.
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
