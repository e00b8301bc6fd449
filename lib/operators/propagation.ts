import {
  asyncScheduler,
  defer,
  filter,
  map,
  startWith,
  withLatestFrom,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { wallClockMs } from '../clock.js';
import { requireInteger } from '../optionChecks.js';
import { MruMap } from './mruMap.js';
import type { PeerIdentity } from './peerMessage.js';
import type { Sighted } from './sightings.js';
import { Spread, type Propagation } from './spread.js';

export interface PropagationOptions<P = PeerIdentity> {
  /** Who is connected; its last value counts. A pool's `peers$`. */
  connected$: Observable<Iterable<P>>;
  /** How many blocks and transactions are remembered. Default 5000. */
  maxItems?: number | undefined;
  /** How long after its first sighting the sightings of an item count. Default 600_000. */
  maxAgeMs?: number | undefined;
  /** Default asyncScheduler, whose clock has whole milliseconds; that of preciseScheduler is finer, and never goes back. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Tells of each block and transaction how it spreads over the peers that were connected when it was first seen, at each that announces it.
 *
 *     connected    P------------------      P = four peers
 *     sightings    --a-----b---c---d--      the same block, by one peer after the other
 *     propagation  --w-----x---y---z--      x has to50Ms: 6, z has to90Ms: 14
 *
 * Of these n peers, `to50Ms` is the delay of the ceil(0.5 n)-th one that announced it, the first being the one with delay 0, `to90Ms`
 * that of the ceil(0.9 n)-th. Who had it first is one of them, whatever `connected$` says. Who leaves stays one of them, so that a share
 * may never be reached; who comes later does not count: its sighting would tell of its coming. Nor does a peer's second sighting, nor
 * any that is older than `maxAgeMs`.
 *
 * Completes with the source; errors with it and with `connected$`. Remembers items, per subscription, at most `maxItems`, the least
 * recently seen goes: an item that was forgotten is a new one; and of each, until all of these peers have announced it, who has and who
 * has not. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function propagation<P = PeerIdentity>({
  connected$,
  maxItems = 5000,
  maxAgeMs = 600_000,
  scheduler = asyncScheduler,
}: PropagationOptions<P>): OperatorFunction<Sighted & { readonly peer: P }, Propagation<P>> {
  requireInteger('maxItems', maxItems, 1, 2 ** 24);
  requireInteger('maxAgeMs', maxAgeMs, 0, Number.MAX_SAFE_INTEGER);
  return (sighting$) =>
    defer(() => {
      const items = new MruMap<string, Spread<P>>(maxItems);
      // A copy: it is the caller's to change.
      const present$ = connected$.pipe(
        map((peers) => [...peers]),
        startWith([]),
      );
      return sighting$.pipe(
        withLatestFrom(present$),
        map(([{ type, key, peer }, connected]) => {
          // The type belongs to the key: a remote may announce a transaction by the hash of a block.
          const id = `${type}:${key}`;
          const nowMs = scheduler.now();
          let spread = items.use(id);
          if (spread === undefined) {
            spread = new Spread({ type, key }, peer, nowMs, connected, wallClockMs(scheduler, nowMs));
            items.set(id, spread);
          }
          return nowMs - spread.firstAtMs > maxAgeMs ? undefined : spread.see(peer, nowMs);
        }),
        filter((snapshot) => snapshot !== undefined),
      );
    });
}
