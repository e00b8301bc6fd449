import { defer, from, map, merge, mergeMap, type Observable } from 'rxjs';
import type { Message } from '../messages/table.js';
import type { PeerMessage } from '../monitor/peerMessage.js';

/** The current peers of a pool, and a stream of each peer that joins. */
export interface MergedPeers<P> {
  readonly peers: readonly P[];
  readonly joined$: Observable<P>;
}

/** Merges one stream per peer: of each current peer, and of each peer that joins after the subscription. */
export function mergePeers<P, T>(pool: MergedPeers<P>, project: (peer: P) => Observable<T>): Observable<T> {
  return defer(() => merge(from(pool.peers), pool.joined$).pipe(mergeMap(project)));
}

/** Merges messages of each peer, with the peer. */
export function messagesOfPeers<P, M extends Message>(
  pool: MergedPeers<P>,
  messagesOf: (peer: P) => Observable<M>,
): Observable<PeerMessage<M, P>> {
  return mergePeers(pool, (peer) => messagesOf(peer).pipe(map((message) => ({ peer, message }))));
}
