import { Subscription } from 'rxjs';
import type { CloseReason, Peer, ReadyPeer } from '../peer/peer.js';

export interface PeerLife {
  /** The handshake is made; who subscribes to the peer now sees every message after it. */
  onReady: (peer: ReadyPeer) => void;
  /** Once, at the end. */
  onEnd: (reason: CloseReason) => void;
}

/** Starts a peer and tells of its life. Unsubscribing closes it, which is told, too. */
export function leadPeer(peer: Peer, { onReady, onEnd }: PeerLife): Subscription {
  const leading = new Subscription(() => peer.close());
  // Not removed by unsubscribing: the end that this brings is to be told.
  peer.closed$.subscribe((reason) => {
    onEnd(reason);
    leading.unsubscribe();
  });
  leading.add(
    peer.status$.subscribe((status) => {
      if (status === 'ready') onReady(peer as ReadyPeer);
    }),
  );
  peer.start();
  return leading;
}
