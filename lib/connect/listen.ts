import { Observable } from 'rxjs';
import { remoteHostOf } from '../address/remoteHost.js';
import type { Duplex } from '../base/duplex.js';
import { InboundPlaces, type InboundPlace } from './inboundPlaces.js';
import type { Message } from '../messages/table.js';
import { requireFunction, requireHost, requireInteger } from '../base/optionChecks.js';
import { createOwnedPeer } from '../peer/createPeer.js';
import { cryptoRandom } from '../peer/cryptoRandom.js';
import type { PeerOwner } from '../peer/duplexPeer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { peerSettings } from '../peer/peerSettings.js';
import { listenTcp } from '../transport/tcp.js';

export interface ListenOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 takes a free port, which `onListening` reports. Default: the network's. */
  port?: number | undefined;
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
  /**
   * Connections at a time. Beyond it a new connection evicts one that Bitcoin Core's rules do not protect (see `connectionToEvict`), or is
   * closed if all are protected, as they are up to about 20. Default 125 (Bitcoin Core, DEFAULT_MAX_PEER_CONNECTIONS).
   */
  maxPeers?: number | undefined;
  /**
   * The number of them from one host or IPv6 /64; further ones are closed at once. Default: 5 from a public host, no limit for loopback,
   * private networks, link-local and carrier-grade NAT, where a proxy, several users or a test may be behind one address.
   */
  maxPeersPerAddress?: number | undefined;
  /**
   * The number of them whose handshake is not complete. Beyond it a new connection evicts the oldest handshake of the network group that
   * has the most. Default 64.
   */
  maxHandshaking?: number | undefined;
}

/**
 * Accepts connections, completes the handshake with each, and emits each peer once it is ready.
 *
 *     listen(…)  ---p----q---         p, q ReadyPeers, each with its own end on `closed$`
 *
 * Cold: subscribing listens, unsubscribing stops accepting and closes its peers. A remote that fails its handshake is seen only by
 * `onPeer`. A peer that is evicted ends as one that we closed. Errors only with TransportError `LISTEN_FAILED`; at the call with
 * LocalProtocolError `INVALID_OPTION`.
 */
export function listen<Msg extends Message = Message>(options: ListenOptions<Msg>): Observable<ReadyPeer<Msg>> {
  const settings = peerSettings(options);
  const { network, host = '127.0.0.1', port = network.defaultPort, maxPeers = 125, maxHandshaking = 64 } = options;
  const { maxPeersPerAddress: maxPerHost, random = cryptoRandom } = options;
  requireHost('host', host);
  requireInteger('port', port, 0, 65_535);
  requireFunction('onListening', options.onListening);
  requireInteger('maxPeers', maxPeers, 1, 1_000_000);
  requireInteger('maxPeersPerAddress', maxPerHost, 1, 1_000_000);
  requireInteger('maxHandshaking', maxHandshaking, 1, 1_000_000);
  // Not mergeMap over lifeOf: with thousands of peers that would keep five subscribers for each.
  return new Observable((subscriber) => {
    const places = new InboundPlaces({ maxConnections: maxPeers, maxHandshaking, maxPerHost, random });
    const placeOf = new Map<Peer, InboundPlace>();
    const owner: PeerOwner = {
      onReady(peer) {
        places.ready(placeOf.get(peer)!);
        subscriber.next(peer as unknown as ReadyPeer<Msg>);
      },
      // The peer's own closed$ reports its end; it does not end the others.
      onEnd(peer) {
        places.remove(placeOf.get(peer)!);
        placeOf.delete(peer);
      },
    };

    function receive(duplex: Duplex): void {
      const remote = remoteHostOf(duplex.address);
      // An eviction is emitted, and its subscriber may unsubscribe.
      if (!places.makeRoom(remote, false) || subscriber.closed) {
        duplex.close();
        return;
      }
      const peer = createOwnedPeer(duplex, settings, owner);
      const place = { host: remote, peer, connectedMs: peer.scheduler.now(), isDiscouraged: false };
      placeOf.set(peer, place);
      places.add(place);
      peer.start();
    }

    subscriber.add(() => [...places].forEach(({ peer }) => peer.close()));
    subscriber.add(
      listenTcp({ host, port, onListening: options.onListening ?? (() => undefined) }).subscribe({
        next: receive,
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  });
}
