import {
  asyncScheduler,
  defer,
  filter,
  finalize,
  map,
  merge,
  startWith,
  withLatestFrom,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { MruMap } from '../collections/mruMap.js';
import type { PeerIdentity } from './peerMessage.js';
import type { Sighted } from './sightings.js';
import { OverdueSpreads } from './overdueSpreads.js';
import { Spread, type Propagation } from './spread.js';

/** Options of `propagation`. */
export interface PropagationOptions<P = PeerIdentity> {
  /** The connected peers; the last value is used. For example `peers$` of a pool. */
  connected$: Observable<Iterable<P>>;
  /** Maximum number of stored blocks and transactions, 1 to 2^24. Default 5000. */
  maxItems?: number | undefined;
  /** Maximum time in milliseconds after the first sighting of an item in which further sightings count. Default 600_000. */
  maxAgeMs?: number | undefined;
  /** Time in milliseconds after the first sighting until an item that 90 % have not announced is emitted as overdue. 1 to 2^31 - 1. Default 60_000. */
  overdueAfterMs?: number | undefined;
  /** Timer and clock. Default asyncScheduler, in whole milliseconds; the clock of preciseScheduler is finer and monotonic. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Measures how each block and transaction spreads over the peers that were connected when it was first seen. Emits when a peer announces an
 * item, and once more if the item spreads too slowly.
 *
 *     connected    P------------------      P = four peers
 *     sightings    --a-----b---c---d--      the same block, announced by four peers
 *     propagation  --w-----x---y---z--      x has to50Ms: 6, z has to90Ms: 14
 *
 *     connected    P------------------
 *     sightings    --a-----b----------
 *     propagation  --w-----x------o---      overdueAfterMs: 14; o has isOverdue: true
 *
 * `to50Ms` is the delay of the ceil(0.5 n)-th of these n peers that announced it, and `to90Ms` is the delay of the ceil(0.9 n)-th. The
 * first peer has delay 0. The first peer is always one of the n, even if `connected$` does not contain it. A peer that disconnects is still
 * counted, so 90 % may never be reached: `overdueAfterMs` after the first sighting such an item is emitted once with `isOverdue: true`; all
 * other emissions have `isOverdue: false`. Peers that connect later are not counted, because their timing would reflect when they joined. A
 * peer's second sighting and sightings later than `maxAgeMs` are not counted either.
 *
 * Completes with the source, and then emits no item as overdue; errors with the source and with `connected$`. Each subscription has one
 * timer and stores at most `maxItems` items, each with the peers that have announced it and the peers that have not, until all have. Beyond
 * it the least recently seen item is evicted: it is not emitted as overdue, and is a new item when it is seen again. Errors with
 * LocalProtocolError `INVALID_OPTION` at the call.
 */
export function propagation<P = PeerIdentity>({
  connected$,
  maxItems = 5000,
  maxAgeMs = 600_000,
  overdueAfterMs = 60_000,
  scheduler = asyncScheduler,
}: PropagationOptions<P>): OperatorFunction<Sighted & { readonly peer: P }, Propagation<P>> {
  requireInteger('maxItems', maxItems, 1, 2 ** 24);
  requireInteger('maxAgeMs', maxAgeMs, 0, Number.MAX_SAFE_INTEGER);
  requireInteger('overdueAfterMs', overdueAfterMs, 1, MAX_DELAY_MS);
  return (sighting$) =>
    defer(() => {
      const overdue = new OverdueSpreads<P>(overdueAfterMs, scheduler);
      const items = new MruMap<string, Spread<P>>(maxItems, (spread) => overdue.remove(spread));
      // A copy, because the caller may change the iterable later.
      const present$ = connected$.pipe(
        map((peers) => [...peers]),
        startWith([]),
      );
      const spreading$ = sighting$.pipe(
        withLatestFrom(present$),
        map(([{ type, key, peer }, connected]) => {
          // The type is a part of the key, because a remote may announce a transaction with the hash of a block.
          const id = `${type}:${key}`;
          const nowMs = scheduler.now();
          let spread = items.use(id);
          if (spread === undefined) {
            spread = new Spread({ type, key }, peer, nowMs, connected, wallClockMs(scheduler, nowMs));
            items.set(id, spread);
            overdue.add(spread);
          }
          if (nowMs - spread.firstAtMs > maxAgeMs) return undefined;
          const snapshot = spread.see(peer, nowMs);
          if (spread.has90Percent) overdue.remove(spread);
          return snapshot;
        }),
        filter((snapshot) => snapshot !== undefined),
        finalize(() => overdue.stop()),
      );
      return merge(overdue.snapshot$, spreading$);
    });
}
