import { defer, map, Observable, timer, type Subscriber, type Subscription } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Duplex } from '../base/duplex.js';
import { LocalProtocolError, PeerTimeoutError, toPeerError, TransportError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { createPeer } from '../peer/createPeer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Peer } from '../peer/peer.js';
import { createSeededRandom, type SeededRandom } from '../collections/seededRandom.js';
import { runAdversary, type Adversary } from './runAdversary.js';
import { Link, type HeardBy } from './link.js';
import { requireNetworkOptions, type VirtualNetworkOptions } from './virtualNetworkOptions.js';
import { drawFrom, type NumberRange } from './numberRange.js';
import { VirtualTime } from './virtualTime.js';

export interface VirtualDialOptions {
  /** What the listener sees as the address of who dials. Default: a port of 192.0.2.1 (a network for documentation, RFC 5737). */
  from?: string | undefined;
  /** Default 30_000. */
  connectTimeoutMs?: number | undefined;
}

export interface CutOptions {
  /** The ends that are told, by CONNECTION_LOST; the others hear nothing any more, as of a cable that was pulled. Default `'both'`. */
  heardBy?: HeardBy | undefined;
}

/** What a peer needs to live in a virtual network. */
export interface VirtualPeerOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  scheduler: VirtualTime;
  random: (bytes: number) => Uint8Array;
}

/** A network within the process, whose time stands still until `advance`. */
export interface VirtualNetwork<Msg extends Message = Message> {
  readonly seed: number;
  readonly scheduler: VirtualTime;
  /** Connections that are not over: for the last of both ends. */
  readonly connectionCount: number;
  /** Lets this much time go by: see VirtualTime. */
  advance(ms: number): void;
  /** Seeded bytes; each name has a sequence of its own, which goes on at the next call. Keeps the names. */
  random(stream: string): (bytes: number) => Uint8Array;
  /** Network, scheduler, seeded chance and an identity of its own: the beginning of a peer's options. */
  peerOptions(name: string): VirtualPeerOptions<Msg>;
  /**
   * Listens on any `host:port`; emits each connection that comes in. Unsubscribing stops listening and leaves the connections alone.
   *
   * Errors with TransportError `LISTEN_FAILED` where somebody else does.
   */
  listen(address: string): Observable<Duplex>;
  /**
   * Dials; emits the connection after one latency, when the listener has it too, and completes. Unsubscribing before that gives it up.
   *
   * Errors with TransportError `CONNECT_FAILED` where nobody listens, PeerTimeoutError `CONNECT_TIMEOUT` for a black hole.
   */
  dial(address: string, options?: VirtualDialOptions): Observable<Duplex>;
  /** Two peers of this library at the ends of one connection, each by `peerOptions` and what it is given; both are started. */
  join(outbound?: Partial<PeerOptions<Msg>>, inbound?: Partial<PeerOptions<Msg>>): JoinedPeers<Msg>;
  /** Our end of a connection, at whose other end the adversary plays: give it to `createPeer`. */
  adversary(adversary: Adversary, options?: { direction?: 'inbound' | 'outbound' | undefined }): Duplex;
  /** Plays the adversary on an end that was dialled or listened for. It hangs up when it is done, or unsubscribed. */
  attack(duplex: Duplex, adversary: Adversary): Subscription;
  /**
   * Cuts a connection, by one of its ends or its joined peer, or all to and from an address: what is under way is lost.
   *
   * Errors with LocalProtocolError `INVALID_VALUE` for an end or peer of elsewhere.
   */
  cut(target: Duplex | Peer<Msg> | string, options?: CutOptions): void;
  /** Names the seed, to be printed by a test that fails. */
  toString(): string;
}

export interface JoinedPeers<Msg extends Message = Message> {
  readonly outbound: Peer<Msg>;
  readonly inbound: Peer<Msg>;
}

/**
 * A network of peers in one process and in virtual time: latency, any chunking, back-pressure, connections that break, and remotes that
 * mean ill. Everything comes from the seed.
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
 * What you build takes its `scheduler`, its `random` and the duplexes of `dial` and `listen`; `attack` plays those of
 * `adversaries`, or a function of your own. A connection that is cut errors with TransportError `CONNECTION_LOST`. Errors at the call
 * with LocalProtocolError `INVALID_OPTION`.
 */
export function virtualNetwork<Msg extends Message = Message>(
  options: VirtualNetworkOptions<Msg> = {},
): VirtualNetwork<Msg> {
  requireNetworkOptions(options);
  return new SeededNetwork(options);
}

/** Where nobody says from where it dials. */
const DEFAULT_HOST = '192.0.2.1';
const FIRST_PORT = 1024;

class SeededNetwork<Msg extends Message> implements VirtualNetwork<Msg> {
  readonly seed: number;
  readonly scheduler: VirtualTime;
  private readonly network: Network<Msg>;
  private readonly latencyMs: NumberRange;
  private readonly prng: SeededRandom;
  private readonly streams = new Map<string, SeededRandom>();
  private readonly listeners = new Map<string, Subscriber<Duplex>>();
  private readonly links = new Set<Link>();
  private readonly linkOf = new WeakMap<object, Link>();
  private linkCount = 0;
  private peerCount = 0;

  constructor(private readonly options: VirtualNetworkOptions<Msg>) {
    const { latencyMs = 0, network = bitcoin.regtest as Network<Msg>, scheduler, seed = 1 } = options;
    this.seed = seed;
    this.scheduler = scheduler ?? new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
    this.network = network;
    this.latencyMs = latencyMs;
    this.prng = createSeededRandom(seed, 'network');
  }

  get connectionCount(): number {
    return this.links.size;
  }

  advance(ms: number): void {
    this.scheduler.advance(ms);
  }

  random(stream: string): (bytes: number) => Uint8Array {
    let prng = this.streams.get(stream);
    if (prng === undefined) this.streams.set(stream, (prng = createSeededRandom(this.seed, `random ${stream}`)));
    return prng.bytes;
  }

  peerOptions(name: string): VirtualPeerOptions<Msg> {
    const { network, scheduler } = this;
    return { network, scheduler, random: this.random(name), identity: createIdentity() };
  }

  listen(address: string): Observable<Duplex> {
    return new Observable((subscriber) => {
      if (this.listeners.has(address)) {
        subscriber.error(new TransportError('LISTEN_FAILED', `cannot listen on ${address}: EADDRINUSE`));
        return undefined;
      }
      this.listeners.set(address, subscriber);
      return () => this.listeners.delete(address);
    });
  }

  dial(address: string, { from, connectTimeoutMs = 30_000 }: VirtualDialOptions = {}): Observable<Duplex> {
    requireInteger('connectTimeoutMs', connectTimeoutMs, 1, MAX_DELAY_MS);
    return defer(() => {
      const latencyMs = this.isBlackHole(address) ? Infinity : drawFrom(this.latencyMs, this.prng);
      return timer(Math.min(latencyMs, connectTimeoutMs), this.scheduler).pipe(
        map(() => {
          if (latencyMs <= connectTimeoutMs) return this.connected(address, from);
          const fact = `no connection to ${address} within ${connectTimeoutMs} ms`;
          throw new PeerTimeoutError('CONNECT_TIMEOUT', fact, connectTimeoutMs);
        }),
      );
    });
  }

  join(outbound: Partial<PeerOptions<Msg>> = {}, inbound: Partial<PeerOptions<Msg>> = {}): JoinedPeers<Msg> {
    const link = this.link();
    const peerOf = (duplex: Duplex, options: Partial<PeerOptions<Msg>>): Peer<Msg> => {
      const peer = createPeer(duplex, { ...this.peerOptions(`peer ${++this.peerCount}`), ...options });
      this.linkOf.set(peer, link);
      return peer;
    };
    const joined = { outbound: peerOf(link.outbound, outbound), inbound: peerOf(link.inbound, inbound) };
    joined.inbound.start();
    joined.outbound.start();
    return joined;
  }

  adversary(
    adversary: Adversary,
    { direction = 'outbound' }: { direction?: 'inbound' | 'outbound' | undefined } = {},
  ): Duplex {
    const { inbound, outbound } = this.link();
    const [ours, theirs] = direction === 'outbound' ? [outbound, inbound] : [inbound, outbound];
    this.attack(theirs, adversary);
    return ours;
  }

  attack(duplex: Duplex, adversary: Adversary): Subscription {
    const { network, scheduler } = this;
    const { bytes: random } = createSeededRandom(this.prng.u32(), 'adversary');
    return runAdversary(duplex, adversary, { network, scheduler, random });
  }

  cut(target: Duplex | Peer<Msg> | string, { heardBy = 'both' }: CutOptions = {}): void {
    if (typeof target === 'string') {
      for (const link of [...this.links].filter((each) => each.isOf(target))) link.cut(heardBy);
      return;
    }
    const link = this.linkOf.get(target);
    if (link === undefined) throw new LocalProtocolError('INVALID_VALUE', 'not an end of a connection of this network');
    link.cut(heardBy);
  }

  toString(): string {
    return `virtual network of seed ${this.seed}`;
  }

  private isBlackHole(address: string): boolean {
    try {
      return this.options.isBlackHole?.(address) ?? false;
    } catch (error) {
      throw toPeerError(error, 'isBlackHole');
    }
  }

  private connected(address: string, from: string | undefined): Duplex {
    const listener = this.listeners.get(address);
    if (listener === undefined) {
      throw new TransportError('CONNECT_FAILED', `no connection to ${address}: ECONNREFUSED`);
    }
    const link = this.link(address, from);
    listener.next(link.inbound);
    return link.outbound;
  }

  private link(to?: string, from?: string): Link {
    const { chunkBytes = 65_536, bytesPerSecond = Infinity, windowBytes = 65_536 } = this.options;
    const n = this.linkCount++;
    const { latencyMs, scheduler, seed } = this;
    const link = new Link({
      addresses: {
        outbound: from ?? `${DEFAULT_HOST}:${FIRST_PORT + (n % (65_536 - FIRST_PORT))}`,
        inbound: to ?? `${DEFAULT_HOST}:${this.network.defaultPort}`,
      },
      latencyMs,
      chunkBytes,
      bytesPerSecond,
      windowBytes,
      scheduler,
      seed,
      lifetimeMs: lifetimeOf(this.options.lossOfConnection ?? 0, this.prng),
      stream: `connection ${n}`,
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
    this.linkOf.set(link.outbound, link).set(link.inbound, link);
    return link;
  }
}

/** As a chance that is the same in every minute has it: exponentially distributed. In whole ms, the same on every platform. */
function lifetimeOf(lossPerMinute: number, prng: SeededRandom): number {
  if (lossPerMinute === 0) return Infinity;
  const survival = (prng.u32() + 1) / 0x1_0000_0000;
  return Math.ceil((60_000 * Math.log(survival)) / Math.log(1 - lossPerMinute));
}
