import { asyncScheduler, defer, map, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { guardCallback } from '../base/guardCallback.js';
import { MruMap } from '../collections/mruMap.js';

/** The type of an item's field `peer`. */
export type PeerIn<T> = T extends { readonly peer: infer P } ? P : undefined;

export interface FirstSeenOptions<T, K = T, P = PeerIn<T>> {
  /** How many keys are remembered. Default 10_000. */
  capacity?: number | undefined;
  /** What makes two items the same, compared as a Map compares. Default: the item itself. */
  keyOf?: ((item: T) => K) | undefined;
  /** Who shows this item. Default: its field `peer`. */
  peerOf?: ((item: T) => P) | undefined;
  /** Default asyncScheduler, whose clock has whole milliseconds; that of preciseScheduler is finer, and never goes back. */
  scheduler?: SchedulerLike | undefined;
}

/** An item, and how long after its first sighting it came. */
export interface Seen<T, K = T, P = PeerIn<T>> {
  readonly item: T;
  readonly key: K;
  /** Who has shown this one. */
  readonly peer: P;
  /** Who had it first. */
  readonly firstPeer: P;
  /** When that was: the scheduler's time of day, in milliseconds since 1970. */
  readonly firstAtMs: number;
  /** 0 for the first one. */
  readonly delayMs: number;
  readonly isFirst: boolean;
}

/**
 * Tells of each item which peer had it first, when, and how much later this one came.
 *
 *     source     --a--b--a----|
 *     firstSeen  --x--y--z----|      z = { item: a, delayMs: 6, isFirst: false, firstPeer: that of x, … }
 *
 * Every sighting counts, another one of the same peer too: `distinctMru` before it drops those. Seeing a key again renews it.
 * Remembers keys with their first peer, per subscription, at most `capacity`: a key that was forgotten is a first one again. Errors with
 * LocalProtocolError `INVALID_OPTION` at the call, `CALLBACK_FAILED` when `keyOf` or `peerOf` throws.
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
