import { defer, ignoreElements, merge, tap, withLatestFrom, type Observable } from 'rxjs';
import { blockHash } from '../../digests/blockHash.js';
import { blockHeight } from '../../digests/blockHeight.js';
import { MruMap } from '../../collections/mruMap.js';
import { sightings } from '../../monitor/sightings.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';

/** Heights of the latest blocks that are stored; announcements refer to recent blocks. */
const MAX_HEIGHTS = 100;

/**
 * Raises the best height of each peer that announces a block of known height. An announcement contains no height: it becomes known when
 * any peer sends the block. Emits nothing. Stores the heights of the last 100 blocks.
 */
export function raiseBestHeights(pool: Pick<ObservedPool, 'messages$' | 'peers$' | 'on'>): Observable<never> {
  return defer(() => {
    const heights = new MruMap<string, number>(MAX_HEIGHTS);
    const raise = (peer: Pick<ObservedPeer, 'raiseBestHeight'>, hash: string | undefined): void => {
      const height = hash === undefined ? undefined : heights.use(hash);
      if (height !== undefined) peer.raiseBestHeight(height);
    };
    const received$ = pool.on('block').pipe(
      withLatestFrom(pool.peers$),
      tap(([{ message }, peers]) => {
        const height = blockHeight(message.block);
        if (height === undefined) return;
        heights.set(blockHash(message.block.header), height);
        for (const peer of peers) raise(peer, peer.stats().lastAnnouncedBlock);
      }),
    );
    const announced$ = pool.messages$.pipe(
      sightings<ObservedPeer>(),
      tap(({ key, peer, type }) => {
        if (type === 'block') raise(peer, key);
      }),
    );
    return merge(received$, announced$).pipe(ignoreElements());
  });
}
