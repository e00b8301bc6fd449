import { Observable } from 'rxjs';
import { remoteHostOf } from '../address/remoteHost.js';
import type { Duplex } from '../base/duplex.js';
import { DEFAULT_MAX_HANDSHAKING, InboundSlots, type InboundSlot } from './inboundSlots.js';
import type { Message } from '../messages/table.js';
import { requireInteger } from '../base/optionChecks.js';
import { createOwnedPeer } from '../peer/createPeer.js';
import { cryptoRandom } from '../peer/cryptoRandom.js';
import type { PeerOwner } from '../peer/duplexPeer.js';
import { requirePeerOptions, type PeerOptions } from '../peer/peerOptions.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { peerSettings, type PeerSettings } from '../peer/peerSettings.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { offerV2 } from './offerV2.js';
import { KeyExchangeLimits, requireHandshakeRates, type HandshakeRates } from './keyExchangeLimits.js';

/** The options of `acceptPeers`, with those of each peer. */
export interface AcceptOptions<Msg extends Message = Message> extends PeerOptions<Msg>, HandshakeRates {
  /**
   * The maximum number of connections. At this number a new connection evicts a connection that Bitcoin Core's rules (node/eviction.cpp)
   * do not protect. If all are protected, which is the case up to about 20 connections, the new one is closed. Default 125 (Bitcoin Core,
   * DEFAULT_MAX_PEER_CONNECTIONS).
   */
  maxPeers?: number | undefined;
  /**
   * The maximum number of connections from one host or IPv6 /64; further ones are closed at once. Default: 5 from a public host, no limit for
   * loopback, private networks, link-local and carrier-grade NAT, where several peers or a proxy can share one address.
   */
  maxPeersPerAddress?: number | undefined;
  /**
   * The maximum number of connections whose handshake is not complete. Beyond it a new connection evicts the oldest incomplete handshake of
   * the network group that has the most of them. Default 64.
   */
  maxHandshaking?: number | undefined;
}

/**
 * Performs the handshake with each connection that a listener accepts, within the limits of the options, and emits each peer when it is ready.
 *
 *     duplex$           --d----e------
 *     acceptPeers(…)    ---p----q-----     p, q ReadyPeers; the `closed$` of each emits its end
 *
 * Subscribing subscribes to `duplex$`; unsubscribing closes the peers. Errors only with the error of `duplex$`; at the call with
 * LocalProtocolError `INVALID_OPTION`.
 */
export function acceptPeers<Msg extends Message = Message>(
  duplex$: Observable<Duplex>,
  options: AcceptOptions<Msg>,
): Observable<ReadyPeer<Msg>> {
  requirePeerOptions(options as PeerOptions);
  const checked = peerSettings(offerV2<Msg, AcceptOptions<Msg>>(options));
  const { maxPeers = 125, maxHandshaking = DEFAULT_MAX_HANDSHAKING, random = cryptoRandom } = options;
  const { maxPeersPerAddress: maxPerHost } = options;
  requireInteger('maxPeers', maxPeers, 1, 1_000_000);
  requireInteger('maxPeersPerAddress', maxPerHost, 1, 1_000_000);
  requireInteger('maxHandshaking', maxHandshaking, 1, 1_000_000);
  requireHandshakeRates(options);
  // Not mergeMap over connectedPeer: it would keep five subscribers per peer, for thousands of peers.
  return new Observable((subscriber) => {
    const slots = new InboundSlots({ maxConnections: maxPeers, maxHandshaking, maxPerHost, random });
    const slotOf = new Map<Peer, InboundSlot>();
    const keyExchanges = new KeyExchangeLimits(options, options.scheduler ?? preciseScheduler);
    const settings: PeerSettings = { ...checked, keyExchanges };
    const owner: PeerOwner = {
      onReady(peer) {
        slots.ready(slotOf.get(peer)!);
        subscriber.next(peer as unknown as ReadyPeer<Msg>);
      },
      // The closed$ of the peer reports its end; the other peers continue.
      onEnd(peer) {
        slots.remove(slotOf.get(peer)!);
        slotOf.delete(peer);
      },
    };

    function accept(duplex: Duplex): void {
      const remote = remoteHostOf(duplex.address);
      // An eviction is emitted to subscribers of the evicted peer, which may unsubscribe from listen().
      if (!slots.makeRoom(remote, false) || subscriber.closed) {
        duplex.close();
        return;
      }
      const peer = createOwnedPeer(duplex, settings, owner);
      const slot = { host: remote, peer, connectedMs: peer.scheduler.now(), isDiscouraged: false };
      slotOf.set(peer, slot);
      slots.add(slot);
      peer.start();
    }

    subscriber.add(() => keyExchanges.close());
    subscriber.add(() => [...slots].forEach(({ peer }) => peer.close()));
    subscriber.add(
      duplex$.subscribe({
        next: accept,
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  });
}
