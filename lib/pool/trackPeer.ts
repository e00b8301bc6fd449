import { Subscription } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import { endError } from '../peer/endError.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';

export interface PeerHandlers {
  /** Called when the handshake completes. A subscription to the peer within the call sees every message after the verack. */
  onReady: (peer: ReadyPeer) => void;
  /** Called once, when the peer has ended. */
  onEnd: (end: PeerEnd) => void;
}

/** How a connection ended. */
export interface PeerEnd {
  /** Absent if the handshake did not complete. */
  readonly peer?: ReadyPeer | undefined;
  /** Absent if there was no connection. */
  readonly reason?: CloseReason | undefined;
  /** Absent if we closed the connection. */
  readonly error?: PeerError | undefined;
  /** The time from the end of the handshake to the end of the connection; 0 if the handshake did not complete. */
  readonly readyForMs: number;
}

/** Starts a peer and calls the handlers. Unsubscribing closes the peer, which calls `onEnd` too. */
export function trackPeer(peer: Peer, { onReady, onEnd }: PeerHandlers): Subscription {
  const subscription = new Subscription(() => peer.close());
  let ready: ReadyPeer | undefined;
  let readySinceMs = 0;
  // Not part of `subscription`: the end that unsubscribing causes must be reported.
  peer.closed$.subscribe((reason) => {
    const readyForMs = ready === undefined ? 0 : peer.scheduler.now() - readySinceMs;
    onEnd({ peer: ready, reason, error: endError(reason, peer, ready !== undefined), readyForMs });
    subscription.unsubscribe();
  });
  subscription.add(
    peer.status$.subscribe((status) => {
      if (status !== 'ready') return;
      ready = peer as ReadyPeer;
      readySinceMs = peer.scheduler.now();
      onReady(ready);
    }),
  );
  peer.start();
  return subscription;
}
