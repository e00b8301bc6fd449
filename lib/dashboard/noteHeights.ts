import { defer, ignoreElements, merge, tap, withLatestFrom, type Observable } from 'rxjs';
import { blockHash } from '../digests/blockHash.js';
import { blockHeight } from '../digests/blockHeight.js';
import { MruMap } from '../collections/mruMap.js';
import { sightings } from '../monitor/sightings.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { Pool } from '../pool/pool.js';

/** Of blocks that are announced now, the heights of the last few will do. */
const MAX_HEIGHTS = 100;

/**
 * Raises the best height of each peer that announces a block whose height another one, or itself, has shown by sending it: an announcement
 * has no height. Emits nothing. Remembers the heights of the last 100 blocks.
 */
export function noteHeights(pool: Pick<Pool, 'messages$' | 'peers$' | 'on'>): Observable<never> {
  return defer(() => {
    const heights = new MruMap<string, number>(MAX_HEIGHTS);
    const raise = (peer: ReadyPeer, hash: string | undefined): void => {
      const height = hash === undefined ? undefined : heights.use(hash);
      if (height !== undefined) peer.raiseBestHeight(height);
    };
    const shown$ = pool.on('block').pipe(
      withLatestFrom(pool.peers$),
      tap(([{ message }, peers]) => {
        const height = blockHeight(message.block);
        if (height === undefined) return;
        heights.set(blockHash(message.block.header), height);
        for (const peer of peers) raise(peer, peer.stats().lastAnnouncedBlock);
      }),
    );
    const announced$ = pool.messages$.pipe(
      sightings<ReadyPeer>(),
      tap(({ key, peer, type }) => {
        if (type === 'block') raise(peer, key);
      }),
    );
    return merge(shown$, announced$).pipe(ignoreElements());
  });
}
