import type { Observable, Subscription } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { createPeer } from '../peer/createPeer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Peer } from '../peer/peer.js';
import { createSeededRandom, type SeededRandom } from '../collections/seededRandom.js';
import { runAdversary, type Adversary } from './runAdversary.js';
import { VirtualConnections, type CutOptions, type VirtualDialOptions } from './virtualConnections.js';
import { requireNetworkOptions, type VirtualNetworkOptions } from './virtualNetworkOptions.js';
import { VirtualTime } from './virtualTime.js';
import { provideTransportV2 } from '../peer/v2/provideTransportV2.js';

/** The options that every peer of a virtual network needs, to be extended by your own. */
export interface VirtualPeerOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  /** The virtual time of the network. */
  scheduler: VirtualTime;
  /** Seeded random bytes. */
  random: (bytes: number) => Uint8Array;
}

/** A network inside the process, whose time changes only by `advance`. */
export interface VirtualNetwork<Msg extends Message = Message> {
  /** The seed of all random choices. */
  readonly seed: number;
  /** The virtual time of the network. */
  readonly scheduler: VirtualTime;
  /** Number of connections that can still deliver something to at least one end. */
  readonly connectionCount: number;
  /** Advances time by `ms` and runs what is due: see `VirtualTime.advance`, also for its errors. */
  advance(ms: number): void;
  /**
   * A source of seeded random bytes. Each name has its own sequence, which continues across calls. The sequences are kept for the lifetime
   * of the network.
   */
  random(stream: string): (bytes: number) => Uint8Array;
  /** Options for `createPeer`: network, scheduler, the random bytes named `name`, and an identity of its own. */
  peerOptions(name: string): VirtualPeerOptions<Msg>;
  /**
   * Listens on any `host:port`; emits each inbound connection. Unsubscribing stops listening and does not close connections.
   *
   * Errors with TransportError `LISTEN_FAILED` if the address already has a listener.
   */
  listen(address: string): Observable<Duplex>;
  /**
   * Dials; emits the connection after one latency, when the listener has emitted it too, and completes. Unsubscribing earlier cancels.
   *
   * Errors with TransportError `CONNECT_FAILED` if the address has no listener, PeerTimeoutError `CONNECT_TIMEOUT` for a black hole.
   */
  dial(address: string, options?: VirtualDialOptions): Observable<Duplex>;
  /** Creates and starts a peer at each end of a new connection. The given options extend those of `peerOptions`. */
  join(outbound?: Partial<PeerOptions<Msg>>, inbound?: Partial<PeerOptions<Msg>>): JoinedPeers<Msg>;
  /**
   * Returns one end of a new connection, for `createPeer`. The adversary runs at the other end.
   *
   * @param options `direction` is that of the returned end. Default `'outbound'`
   */
  adversary(adversary: Adversary, options?: { direction?: 'inbound' | 'outbound' | undefined }): Duplex;
  /** Runs an adversary at an end from `dial` or `listen`. The connection closes when the adversary completes or is unsubscribed. */
  attack(duplex: Duplex, adversary: Adversary): Subscription;
  /**
   * Cuts connections; bytes in flight are lost. The target is one end of a connection, a peer of `join`, or an address, which cuts all
   * connections from and to it.
   *
   * Errors with LocalProtocolError `INVALID_VALUE` for an end or peer that is not of this network.
   */
  cut(target: Duplex | Peer<Msg> | string, options?: CutOptions): void;
  /** Contains the seed. Print it when a test fails, to reproduce the run. */
  toString(): string;
}

/** The two peers of one connection. */
export interface JoinedPeers<Msg extends Message = Message> {
  /** The peer that dialled. */
  readonly outbound: Peer<Msg>;
  /** The peer that listened. */
  readonly inbound: Peer<Msg>;
}

/**
 * Creates a network of peers in one process and in virtual time, with latency, arbitrary chunk boundaries, back-pressure, connections that
 * break, and misbehaving remotes. All random choices depend on the seed alone.
 *
 *     const net = virtualNetwork({ seed: 7, latencyMs: [20, 80], chunkBytes: [1, 100] });
 *     const { outbound, inbound } = net.join();
 *     inbound.on('getaddr').subscribe(() => console.log(new Date(net.scheduler.now())));
 *     void outbound.send({ command: 'getaddr' });
 *
 *     const attacked = createPeer(net.adversary(adversaries.garbage()), net.peerOptions('attacked'));
 *     attacked.closed$.subscribe(console.log);      // a fault: WRONG_MAGIC
 *     attacked.start();
 *     net.advance(1000);
 *
 * Your own code takes part by using the network's `scheduler`, `random`, `dial` and `listen`. `attack` runs one of `adversaries` or your
 * own Adversary. A connection that is cut errors with TransportError `CONNECTION_LOST`. Errors at the call with LocalProtocolError
 * `INVALID_OPTION`.
 */
export function virtualNetwork<Msg extends Message = Message>(
  options: VirtualNetworkOptions<Msg> = {},
): VirtualNetwork<Msg> {
  requireNetworkOptions(options);
  provideTransportV2();
  return new SeededNetwork(options);
}

class SeededNetwork<Msg extends Message> implements VirtualNetwork<Msg> {
  readonly seed: number;
  readonly scheduler: VirtualTime;
  private readonly network: Network<Msg>;
  private readonly connections: VirtualConnections;
  /** Shared with the connections: the order of all draws is part of what a seed reproduces. */
  private readonly prng: SeededRandom;
  private readonly randomStreams = new Map<string, SeededRandom>();
  private peerCount = 0;

  constructor(options: VirtualNetworkOptions<Msg>) {
    const { network = bitcoin.regtest as Network<Msg>, scheduler, seed = 1 } = options;
    this.seed = seed;
    this.scheduler = scheduler ?? new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
    this.network = network;
    this.prng = createSeededRandom(seed, 'network');
    const { defaultPort } = network;
    const environment = { options, defaultPort, seed, prng: this.prng, scheduler: this.scheduler };
    this.connections = new VirtualConnections(environment);
  }

  get connectionCount(): number {
    return this.connections.openCount;
  }

  advance(ms: number): void {
    this.scheduler.advance(ms);
  }

  random(stream: string): (bytes: number) => Uint8Array {
    let prng = this.randomStreams.get(stream);
    if (prng === undefined) this.randomStreams.set(stream, (prng = createSeededRandom(this.seed, `random ${stream}`)));
    return prng.bytes;
  }

  peerOptions(name: string): VirtualPeerOptions<Msg> {
    const { network, scheduler } = this;
    return { network, scheduler, random: this.random(name), identity: createIdentity() };
  }

  listen(address: string): Observable<Duplex> {
    return this.connections.listen(address);
  }

  dial(address: string, options?: VirtualDialOptions): Observable<Duplex> {
    return this.connections.dial(address, options);
  }

  join(outbound: Partial<PeerOptions<Msg>> = {}, inbound: Partial<PeerOptions<Msg>> = {}): JoinedPeers<Msg> {
    const link = this.connections.createLink();
    const createPeerAt = (duplex: Duplex, options: Partial<PeerOptions<Msg>>): Peer<Msg> => {
      const peer = createPeer(duplex, { ...this.peerOptions(`peer ${++this.peerCount}`), ...options });
      this.connections.assign(peer, link);
      return peer;
    };
    const peers = { outbound: createPeerAt(link.outbound, outbound), inbound: createPeerAt(link.inbound, inbound) };
    peers.inbound.start();
    peers.outbound.start();
    return peers;
  }

  adversary(
    adversary: Adversary,
    { direction = 'outbound' }: { direction?: 'inbound' | 'outbound' | undefined } = {},
  ): Duplex {
    const { inbound, outbound } = this.connections.createLink();
    const [ours, theirs] = direction === 'outbound' ? [outbound, inbound] : [inbound, outbound];
    this.attack(theirs, adversary);
    return ours;
  }

  attack(duplex: Duplex, adversary: Adversary): Subscription {
    const { network, scheduler } = this;
    const { bytes: random } = createSeededRandom(this.prng.u32(), 'adversary');
    return runAdversary(duplex, adversary, { network, scheduler, random });
  }

  cut(target: Duplex | Peer<Msg> | string, options?: CutOptions): void {
    this.connections.cut(target, options);
  }

  toString(): string {
    return `virtual network with seed ${this.seed}`;
  }
}
