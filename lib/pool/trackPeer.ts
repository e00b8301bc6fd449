import { Subscription } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import { endError } from '../peer/endError.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';

export interface PeerLife {
  /** The handshake is made; who subscribes to the peer now sees every message after it. */
  onReady: (peer: ReadyPeer) => void;
  /** Once, at the end. */
  onEnd: (end: PeerEnd) => void;
}

/** How a connection has ended. */
export interface PeerEnd {
  /** Absent where its handshake was not made. */
  readonly peer?: ReadyPeer | undefined;
  /** Absent where it was never connected. */
  readonly reason?: CloseReason | undefined;
  /** Absent where we closed it. */
  readonly error?: PeerError | undefined;
  /** For how long it was ready. */
  readonly stayedMs: number;
}

/** Starts a peer and tells of its life. Unsubscribing closes it, which is told, too. */
export function trackPeer(peer: Peer, { onReady, onEnd }: PeerLife): Subscription {
  const leading = new Subscription(() => peer.close());
  let ready: ReadyPeer | undefined;
  let readyMs = 0;
  // Not ended by unsubscribing: the end that this brings is to be told.
  peer.closed$.subscribe((reason) => {
    const stayedMs = ready === undefined ? 0 : peer.scheduler.now() - readyMs;
    onEnd({ peer: ready, reason, error: endError(reason, peer, ready !== undefined), stayedMs });
    leading.unsubscribe();
  });
  leading.add(
    peer.status$.subscribe((status) => {
      if (status !== 'ready') return;
      ready = peer as ReadyPeer;
      readyMs = peer.scheduler.now();
      onReady(ready);
    }),
  );
  peer.start();
  return leading;
}
