import { defer, Subscription, type Observable } from 'rxjs';
import { remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import type { Duplex } from '../base/duplex.js';
import { toPeerError, type PeerError } from '../base/errors.js';
import { DEFAULT_MAX_HANDSHAKING, InboundSlots, type InboundSlot } from '../connect/inboundSlots.js';
import type { OwnedPeer } from '../peer/createPeer.js';
import type { ReadyPeer } from '../peer/peer.js';
import { trackPeer, type PeerEnd } from './trackPeer.js';

export interface InboundListenerOptions {
  maxInbound: number;
  maxInboundPerAddress: number | undefined;
  random: (bytes: number) => Uint8Array;
  listen: () => Observable<Duplex>;
  createPeer: (duplex: Duplex) => OwnedPeer;
  isBanned: (hostKey: string) => boolean;
  isDiscouraged: (hostKey: string) => boolean;
  /** Called when a handshake completes. */
  onReady: (peer: ReadyPeer) => void;
  /** Called when an accepted connection has ended. */
  onEnd: (from: { host: RemoteHost; address: string }, end: PeerEnd) => void;
  /** Called when a connection was accepted. */
  onAccepted: () => void;
  /** Called when listening has failed: no more connections are accepted. */
  onFault: (error: PeerError) => void;
}

/**
 * Accepts connections as long as `InboundSlots` has room; a new connection may evict another one. Connections of banned hosts, and those
 * without room, are closed at once.
 */
export class InboundListener {
  private readonly slots: InboundSlots;
  private serverSubscription = Subscription.EMPTY;
  private isClosed = false;

  constructor(private readonly options: InboundListenerOptions) {
    const { maxInbound: maxConnections, maxInboundPerAddress: maxPerHost, random } = options;
    this.slots = new InboundSlots({ maxConnections, maxHandshaking: DEFAULT_MAX_HANDSHAKING, maxPerHost, random });
  }

  /** The number of connections of each host, by host key. */
  get hosts(): ReadonlyMap<string, number> {
    return this.slots.hosts;
  }

  /** The number of connections whose handshake is not complete. */
  get handshakingCount(): number {
    return this.slots.handshakingCount;
  }

  open(): void {
    const { listen, onFault } = this.options;
    this.serverSubscription = defer(listen).subscribe({
      next: (duplex) => this.onConnection(duplex),
      error: (error: unknown) => onFault(toPeerError(error, 'listen')),
    });
  }

  close(): void {
    this.isClosed = true;
    this.serverSubscription.unsubscribe();
    for (const { peer } of [...this.slots]) peer.close();
  }

  /** Closes the connections of a host. */
  closeHost(hostKey: string): void {
    for (const { host, peer } of [...this.slots]) if (host.hostKey === hostKey) peer.close();
  }

  private onConnection(duplex: Duplex): void {
    const host = remoteHostOf(duplex.address);
    const isDiscouraged = this.options.isDiscouraged(host.hostKey);
    const hasRoom = !this.options.isBanned(host.hostKey) && this.slots.makeRoom(host, isDiscouraged);
    // An eviction is emitted to subscribers, which may close the pool.
    if (hasRoom && !this.isClosed) this.accept(duplex, host, isDiscouraged);
    else duplex.close();
  }

  private accept(duplex: Duplex, host: RemoteHost, isDiscouraged: boolean): void {
    const { onAccepted, onEnd, onReady, createPeer } = this.options;
    const peer = createPeer(duplex);
    const slot: InboundSlot = { host, peer, connectedMs: peer.scheduler.now(), isDiscouraged };
    this.slots.add(slot);
    onAccepted();
    trackPeer(peer, {
      onReady: (ready) => {
        this.slots.ready(slot);
        onReady(ready);
      },
      onEnd: (end) => {
        this.slots.remove(slot);
        onEnd({ host, address: duplex.address }, end);
      },
    });
  }
}
