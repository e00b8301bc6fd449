import { asyncScheduler, defer, map, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { guardCallback } from '../base/guardCallback.js';
import { MruMap } from '../collections/mruMap.js';

/** The type of the field `peer` of an item; undefined if it has none. */
export type PeerIn<T> = T extends { readonly peer: infer P } ? P : undefined;

/** Options of `firstSeen`. */
export interface FirstSeenOptions<T, K = T, P = PeerIn<T>> {
  /** Maximum number of stored keys, 1 to 2^24. Default 10_000. */
  capacity?: number | undefined;
  /** The key of an item; keys are compared as the keys of a Map. Default: the item itself. */
  keyOf?: ((item: T) => K) | undefined;
  /** The peer that the item is from. Default: its field `peer`. */
  peerOf?: ((item: T) => P) | undefined;
  /** Clock. Default asyncScheduler, in whole milliseconds; the clock of preciseScheduler is finer and monotonic. */
  scheduler?: SchedulerLike | undefined;
}

/** An item with its first sighting. */
export interface Seen<T, K = T, P = PeerIn<T>> {
  /** The item of the source. */
  readonly item: T;
  /** Its key. */
  readonly key: K;
  /** The peer that this item is from. */
  readonly peer: P;
  /** The peer that the first item with this key was from. */
  readonly firstPeer: P;
  /** Time of day of the first item with this key, by the scheduler's clock, in milliseconds since 1970. */
  readonly firstAtMs: number;
  /** Time in milliseconds since the first item with this key; 0 for the first. */
  readonly delayMs: number;
  /** True for the first item with this key. */
  readonly isFirst: boolean;
}

/**
 * Emits each item with the peer that had it first, the time of that sighting, and the delay of this one.
 *
 *     source     --a--b--a----|
 *     firstSeen  --x--y--z----|      z = { item: a, delayMs: 6, isFirst: false, firstPeer: that of x, … }
 *
 * Repeated sightings by the same peer are emitted too; put `distinctMru` before it to drop them. A repeated key is renewed.
 * Each subscription stores at most `capacity` keys with their first peer; beyond it the least recently seen key is evicted, and its next
 * item counts as the first. Errors with LocalProtocolError `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `keyOf` or `peerOf`
 * throws.
 */
export function firstSeen<T, K = T, P = PeerIn<T>>({
  capacity = 10_000,
  keyOf = (item) => item as unknown as K,
  peerOf = (item) => (item as { readonly peer?: unknown } | null | undefined)?.peer as P,
  scheduler = asyncScheduler,
}: FirstSeenOptions<T, K, P> = {}): OperatorFunction<T, Seen<T, K, P>> {
  new MruMap(capacity);
  const guardedKeyOf = guardCallback('keyOf', keyOf);
  const guardedPeerOf = guardCallback('peerOf', peerOf);
  return (source$) =>
    defer(() => {
      const firsts = new MruMap<K, { readonly peer: P; readonly atMs: number }>(capacity);
      return source$.pipe(
        map((item) => {
          const key = guardedKeyOf(item);
          const peer = guardedPeerOf(item);
          const nowMs = scheduler.now();
          const known = firsts.use(key);
          const first = known ?? { peer, atMs: nowMs };
          if (known === undefined) firsts.set(key, first);
          return {
            item,
            key,
            peer,
            firstPeer: first.peer,
            firstAtMs: wallClockMs(scheduler, first.atMs),
            delayMs: nowMs - first.atMs,
            isFirst: known === undefined,
          };
        }),
      );
    });
}
