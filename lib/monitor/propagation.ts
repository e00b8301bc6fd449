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

export interface PropagationOptions<P = PeerIdentity> {
  /** Who is connected; its last value counts. A pool's `peers$`. */
  connected$: Observable<Iterable<P>>;
  /** How many blocks and transactions are remembered. Default 5000. */
  maxItems?: number | undefined;
  /** How long after its first sighting the sightings of an item count. Default 600_000. */
  maxAgeMs?: number | undefined;
  /** How long after its first sighting an item that 90 % have not announced is emitted as overdue. 1 to 2^31 - 1, default 60_000. */
  patienceMs?: number | undefined;
  /** Default asyncScheduler, whose clock has whole milliseconds; that of preciseScheduler is finer, and never goes back. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Emits for each block and transaction how it spreads over the peers that were connected when it was first seen, at each peer that
 * announces it, and once more if it spreads too slowly.
 *
 *     connected    P------------------      P = four peers
 *     sightings    --a-----b---c---d--      the same block, by one peer after the other
 *     propagation  --w-----x---y---z--      x has to50Ms: 6, z has to90Ms: 14
 *
 *     connected    P------------------
 *     sightings    --a-----b----------
 *     propagation  --w-----x------o---      patienceMs: 14; o has isOverdue: true
 *
 * Of these n peers, `to50Ms` is the delay of the ceil(0.5 n)-th one that announced it, the first being the one with delay 0, `to90Ms`
 * that of the ceil(0.9 n)-th. The first peer is one of them, whatever `connected$` says. A peer that leaves stays one of them,
 * so 90 % may never be reached: `patienceMs` after the first sighting such an item is emitted once with `isOverdue: true`; all other emissions have
 * `isOverdue: false`. Peers that connect later are not counted, because their timing would reflect when they joined. A peer's second
 * sighting and sightings later than `maxAgeMs` are not counted either.
 *
 * Completes with the source, and then emits no item as overdue; errors with it and with `connected$`. Per subscription it has one timer and
 * remembers at most `maxItems` items, with the peers that have announced each and the peers that have not, until all have. Beyond that it
 * forgets the least recently seen item, which is never emitted as overdue and is a new item when it is seen again. Errors
 * with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function propagation<P = PeerIdentity>({
  connected$,
  maxItems = 5000,
  maxAgeMs = 600_000,
  patienceMs = 60_000,
  scheduler = asyncScheduler,
}: PropagationOptions<P>): OperatorFunction<Sighted & { readonly peer: P }, Propagation<P>> {
  requireInteger('maxItems', maxItems, 1, 2 ** 24);
  requireInteger('maxAgeMs', maxAgeMs, 0, Number.MAX_SAFE_INTEGER);
  requireInteger('patienceMs', patienceMs, 1, MAX_DELAY_MS);
  return (sighting$) =>
    defer(() => {
      const overdue = new OverdueSpreads<P>(patienceMs, scheduler);
      const items = new MruMap<string, Spread<P>>(maxItems, (spread) => overdue.remove(spread));
      // A copy: it is the caller's to change.
      const present$ = connected$.pipe(
        map((peers) => [...peers]),
        startWith([]),
      );
      const spreading$ = sighting$.pipe(
        withLatestFrom(present$),
        map(([{ type, key, peer }, connected]) => {
          // The type belongs to the key: a remote may announce a transaction by the hash of a block.
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
