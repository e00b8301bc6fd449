import { defer, filter, map, type Observable, type SchedulerLike } from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { latestByKey } from '../monitor/latestByKey.js';
import type { PeerIdentity } from '../monitor/peerMessage.js';
import { propagation } from '../monitor/propagation.js';
import { sightings, type Sighted } from '../monitor/sightings.js';
import type { Propagation } from '../monitor/spread.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { Pool } from '../pool/pool.js';
import type { NewsRow } from './protocol.js';

/** How many are shown. */
const MAX_ROWS = 12;
/** Whose spreading is followed: each knows who was connected, and who has announced it. */
const MAX_FOLLOWED = 500;
/** A view that is asked ten times a second needs no more. */
const INTERVAL_MS = 100;

/**
 * The latest blocks, or transactions, that peers have announced, the newest first, and how they spread.
 *
 *     announced  --a--a--b-----      a twice, by two peers
 *     rows       --x--y--z-----      x = [a], y = [a, seen by 2], z = [b, a]
 *
 * At most 12 rows, at most every 100 ms. What is announced anew a long time after, it was forgotten then, is a new row.
 */
export function newsRows(
  pool: Pick<Pool, 'messages$' | 'peers$'>,
  type: Sighted['type'],
  scheduler: SchedulerLike,
): Observable<NewsRow[]> {
  return defer(() => {
    // Not the peers: what is remembered of a spreading would keep all those alive that have gone since.
    const identities = new WeakMap<ReadyPeer, PeerIdentity>();
    const identityOf = (peer: ReadyPeer): PeerIdentity => {
      let identity = identities.get(peer);
      if (identity === undefined) identities.set(peer, (identity = { id: peer.id, address: peer.address }));
      return identity;
    };
    return pool.messages$.pipe(
      map(({ peer, message }) => ({ peer: identityOf(peer), message })),
      sightings(),
      filter((sighting) => sighting.type === type),
      propagation({
        connected$: pool.peers$.pipe(map((peers) => peers.map(identityOf))),
        maxItems: MAX_FOLLOWED,
        scheduler,
      }),
      // It would bring back the row of an old item.
      filter(({ isOverdue }) => !isOverdue),
      latestByKey({ keyOf: ({ key }) => key, maxKeys: MAX_ROWS, intervalMs: INTERVAL_MS, scheduler }),
      map((latest) => Array.from(latest.values(), toRow).sort((a, b) => b.firstAtMs - a.firstAtMs)),
    );
  });
}

function toRow({ key, firstAtMs, firstPeer, sightings, connected, to50Ms, to90Ms }: Propagation): NewsRow {
  return {
    hash: key,
    firstAtMs,
    firstPeer: firstPeer.id,
    firstAddress: escapeText(firstPeer.address),
    seen: sightings.length,
    connected,
    ...(to50Ms === undefined ? {} : { to50Ms }),
    ...(to90Ms === undefined ? {} : { to90Ms }),
  };
}
