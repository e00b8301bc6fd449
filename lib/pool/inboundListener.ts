import { defer, Subscription, type Observable } from 'rxjs';
import { remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import type { Duplex } from '../base/duplex.js';
import { toPeerError, type PeerError } from '../base/errors.js';
import { InboundPlaces, type InboundPlace } from '../connect/inboundPlaces.js';
import type { OwnedPeer } from '../peer/createPeer.js';
import type { ReadyPeer } from '../peer/peer.js';
import { trackPeer, type PeerEnd } from './trackPeer.js';

/** The number of inbound connections whose handshake is not complete, as of `listen`. */
const MAX_HANDSHAKING = 64;

export interface InboundListenerOptions {
  maxInbound: number;
  maxInboundPerAddress: number | undefined;
  random: (bytes: number) => Uint8Array;
  listen: () => Observable<Duplex>;
  peerOf: (duplex: Duplex) => OwnedPeer;
  isBanned: (hostKey: string) => boolean;
  isDiscouraged: (hostKey: string) => boolean;
  onReady: (peer: ReadyPeer) => void;
  onEnd: (from: { host: RemoteHost; address: string }, end: PeerEnd) => void;
  /** A connection was accepted. */
  onAdmitted: () => void;
  /** No more connections can be accepted. */
  onFault: (error: PeerError) => void;
}

/**
 * Accepts connections while there is room, as `InboundPlaces` decides: a new connection may evict another one. Connections of banned
 * hosts, and those that find no room, are closed at once.
 */
export class InboundListener {
  private readonly places: InboundPlaces;
  private listening = Subscription.EMPTY;
  private isClosed = false;

  constructor(private readonly options: InboundListenerOptions) {
    const { maxInbound: maxConnections, maxInboundPerAddress: maxPerHost, random } = options;
    this.places = new InboundPlaces({ maxConnections, maxHandshaking: MAX_HANDSHAKING, maxPerHost, random });
  }

  /** The number of connections of each host, by its key. */
  get hosts(): ReadonlyMap<string, number> {
    return this.places.hosts;
  }

  /** The number of connections whose handshake is not complete. */
  get handshaking(): number {
    return this.places.handshaking;
  }

  open(): void {
    const { listen, onFault } = this.options;
    this.listening = defer(listen).subscribe({
      next: (duplex) => this.receive(duplex),
      error: (error: unknown) => onFault(toPeerError(error, 'listen')),
    });
  }

  close(): void {
    this.isClosed = true;
    this.listening.unsubscribe();
    for (const { peer } of [...this.places]) peer.close();
  }

  /** Ends the connections of a host. */
  closeHost(hostKey: string): void {
    for (const { host, peer } of [...this.places]) if (host.hostKey === hostKey) peer.close();
  }

  private receive(duplex: Duplex): void {
    const { isBanned, isDiscouraged } = this.options;
    const host = remoteHostOf(duplex.address);
    const isUnwanted = isDiscouraged(host.hostKey);
    const isAdmitted = !isBanned(host.hostKey) && this.places.makeRoom(host, isUnwanted);
    // An eviction is emitted, and its subscriber may close the pool.
    if (isAdmitted && !this.isClosed) this.admit(duplex, host, isUnwanted);
    else duplex.close();
  }

  private admit(duplex: Duplex, host: RemoteHost, isDiscouraged: boolean): void {
    const { onAdmitted, onEnd, onReady, peerOf } = this.options;
    const peer = peerOf(duplex);
    const place: InboundPlace = { host, peer, connectedMs: peer.scheduler.now(), isDiscouraged };
    this.places.add(place);
    onAdmitted();
    trackPeer(peer, {
      onReady: (ready) => {
        this.places.ready(place);
        onReady(ready);
      },
      onEnd: (end) => {
        this.places.remove(place);
        onEnd({ host, address: duplex.address }, end);
      },
    });
  }
}
