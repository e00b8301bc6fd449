import { Observable } from 'rxjs';
import type { Duplex } from './duplex.js';
import type { Message } from './messages/table.js';
import { requireFunction, requireHost, requireInteger } from './optionChecks.js';
import { createOwnedPeer } from './peer/createPeer.js';
import type { PeerOwner } from './peer/duplexPeer.js';
import type { PeerOptions } from './peer/options.js';
import type { Peer, ReadyPeer } from './peer/peer.js';
import { peerSettings } from './peer/peerSettings.js';
import { listenTcp } from './transport/tcp.js';

export interface ListenOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 takes a free one, which `onListening` tells. Default: the network's. */
  port?: number | undefined;
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
  /** Connections at a time; what is beyond is closed at once. Default 125 (Bitcoin Core, DEFAULT_MAX_PEER_CONNECTIONS). */
  maxPeers?: number | undefined;
  /** Those among them whose handshake is not made yet. Default 64. */
  maxHandshaking?: number | undefined;
}

/**
 * Accepts connections, makes the handshake with each, and emits each peer once it is ready.
 *
 *     listen(…)  ---p----q---         p, q ReadyPeers, each with its own end on `closed$`
 *
 * Cold: subscribing listens, unsubscribing stops accepting and closes its peers. A remote that fails its handshake is seen in
 * `onPeer` alone. Errors with TransportError `LISTEN_FAILED` only; at the call with LocalProtocolError `INVALID_OPTION`.
 */
export function listen<Msg extends Message = Message>(options: ListenOptions<Msg>): Observable<ReadyPeer<Msg>> {
  const settings = peerSettings(options);
  const { network, host = '127.0.0.1', port = network.defaultPort, maxPeers = 125, maxHandshaking = 64 } = options;
  requireHost('host', host);
  requireInteger('port', port, 0, 65_535);
  requireFunction('onListening', options.onListening);
  requireInteger('maxPeers', maxPeers, 1, 1_000_000);
  requireInteger('maxHandshaking', maxHandshaking, 1, 1_000_000);
  // Not mergeMap over lifeOf: of thousands of peers each would keep five subscribers for what two Sets know.
  return new Observable((subscriber) => {
    const open = new Set<Peer>();
    const handshaking = new Set<Peer>();
    const owner: PeerOwner = {
      onReady(peer) {
        handshaking.delete(peer);
        subscriber.next(peer as unknown as ReadyPeer<Msg>);
      },
      // The peer's end is told by its own closed$; it does not end the others.
      onEnd(peer) {
        open.delete(peer);
        handshaking.delete(peer);
      },
    };

    function admit(duplex: Duplex): void {
      const peer = createOwnedPeer(duplex, settings, owner);
      open.add(peer);
      handshaking.add(peer);
      peer.start();
    }

    subscriber.add(() => open.forEach((peer) => peer.close()));
    subscriber.add(
      listenTcp({ host, port, onListening: options.onListening ?? (() => undefined) }).subscribe({
        next(duplex) {
          if (open.size < maxPeers && handshaking.size < maxHandshaking) admit(duplex);
          else duplex.close();
        },
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  });
}
