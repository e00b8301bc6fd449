import { Observable } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import { createOwnedPeer } from '../peer/createPeer.js';
import { endError } from '../peer/endError.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { PeerSettings } from '../peer/peerSettings.js';

/**
 * Emits the peer of a connection when its handshake completes. Completes when we close the peer; errors when the remote or a fault ends it.
 * Subscribing starts the peer, unsubscribing closes it.
 */
export function connectedPeer<Msg extends Message = Message>(
  duplex: Duplex,
  settings: PeerSettings,
): Observable<ReadyPeer<Msg>> {
  // Not merge(status$, closed$): the order of the last events is a contract, and the peer must start after the subscriptions.
  return new Observable((subscriber) => {
    let wasReady = false;
    const peer = createOwnedPeer(duplex, settings, {
      onReady(ready) {
        wasReady = true;
        subscriber.next(ready as unknown as ReadyPeer<Msg>);
      },
      onEnd(ended, reason) {
        const error = endError(reason, ended, wasReady);
        if (error === undefined) subscriber.complete();
        else subscriber.error(error);
      },
    });
    subscriber.add(() => peer.close());
    peer.start();
  });
}
