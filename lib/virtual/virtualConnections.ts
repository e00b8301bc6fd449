import { defer, map, Observable, timer, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { LocalProtocolError, PeerTimeoutError, toPeerError, TransportError } from '../base/errors.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import type { SeededRandom } from '../collections/seededRandom.js';
import { Link, type HeardBy } from './link.js';
import { drawFrom, type NumberRange } from './numberRange.js';
import type { VirtualNetworkOptions } from './virtualNetworkOptions.js';
import type { VirtualTime } from './virtualTime.js';

/** Options of `VirtualNetwork.dial`. */
export interface VirtualDialOptions {
  /** The dialling address that the listener sees. Default: a port of 192.0.2.1, a documentation address (RFC 5737). */
  from?: string | undefined;
  /** Milliseconds until `CONNECT_TIMEOUT`. Default 30_000. */
  connectTimeoutMs?: number | undefined;
}

/** Options of `VirtualNetwork.cut`. */
export interface CutOptions {
  /**
   * The ends that receive an error `CONNECTION_LOST`. The other ends receive nothing any more, as when a cable is unplugged.
   * Default `'both'`.
   */
  heardBy?: HeardBy | undefined;
}

/** The host of addresses that the caller does not choose: a documentation address (RFC 5737). */
const DEFAULT_HOST = '192.0.2.1';
const FIRST_PORT = 1024;

interface ConnectionEnvironment {
  readonly options: Pick<
    VirtualNetworkOptions,
    'bytesPerSecond' | 'chunkBytes' | 'isBlackHole' | 'latencyMs' | 'lossOfConnection' | 'windowBytes'
  >;
  readonly defaultPort: number;
  readonly seed: number;
  /** Draws latencies of dialling and lifetimes of connections. */
  readonly prng: SeededRandom;
  readonly scheduler: VirtualTime;
}

/**
 * The listeners and open connections of one virtual network.
 *
 * A listener is stored from the subscription of `listen` to its end. A link is stored from its creation until neither of its directions can
 * deliver anything any more.
 */
export class VirtualConnections {
  private readonly latencyMs: NumberRange;
  private readonly listeners = new Map<string, Subscriber<Duplex>>();
  private readonly links = new Set<Link>();
  /** The link of each duplex, and of each object that `assign` was called with. */
  private readonly linkOf = new WeakMap<object, Link>();
  private createdCount = 0;

  constructor(private readonly environment: ConnectionEnvironment) {
    this.latencyMs = environment.options.latencyMs ?? 0;
  }

  get openCount(): number {
    return this.links.size;
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
    const { prng, scheduler } = this.environment;
    return defer(() => {
      const latencyMs = this.isBlackHole(address) ? Infinity : drawFrom(this.latencyMs, prng);
      return timer(Math.min(latencyMs, connectTimeoutMs), scheduler).pipe(
        map(() => {
          if (latencyMs <= connectTimeoutMs) return this.connect(address, from);
          const fact = `no connection to ${address} within ${connectTimeoutMs} ms`;
          throw new PeerTimeoutError('CONNECT_TIMEOUT', fact, connectTimeoutMs);
        }),
      );
    });
  }

  /** Creates a connection without dialling. */
  createLink(to?: string, from?: string): Link {
    const { defaultPort, options, prng, scheduler, seed } = this.environment;
    const { chunkBytes = 65_536, bytesPerSecond = Infinity, windowBytes = 65_536 } = options;
    const index = this.createdCount++;
    const link = new Link({
      addresses: {
        outbound: from ?? `${DEFAULT_HOST}:${FIRST_PORT + (index % (65_536 - FIRST_PORT))}`,
        inbound: to ?? `${DEFAULT_HOST}:${defaultPort}`,
      },
      latencyMs: this.latencyMs,
      chunkBytes,
      bytesPerSecond,
      windowBytes,
      scheduler,
      seed,
      lifetimeMs: drawLifetimeMs(options.lossOfConnection ?? 0, prng),
      randomStream: `connection ${index}`,
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
    this.assign(link.outbound, link);
    this.assign(link.inbound, link);
    return link;
  }

  /** Lets `cut` find the link by this object. */
  assign(endOrPeer: object, link: Link): void {
    this.linkOf.set(endOrPeer, link);
  }

  cut(target: object | string, { heardBy = 'both' }: CutOptions = {}): void {
    if (typeof target === 'string') {
      for (const link of [...this.links].filter((each) => each.hasEnd(target))) link.cut(heardBy);
      return;
    }
    const link = this.linkOf.get(target);
    if (link === undefined) throw new LocalProtocolError('INVALID_VALUE', 'not an end of a connection of this network');
    link.cut(heardBy);
  }

  private isBlackHole(address: string): boolean {
    try {
      return this.environment.options.isBlackHole?.(address) ?? false;
    } catch (error) {
      throw toPeerError(error, 'isBlackHole');
    }
  }

  private connect(address: string, from: string | undefined): Duplex {
    const listener = this.listeners.get(address);
    if (listener === undefined) {
      throw new TransportError('CONNECT_FAILED', `no connection to ${address}: ECONNREFUSED`);
    }
    const link = this.createLink(address, from);
    listener.next(link.inbound);
    return link.outbound;
  }
}

/**
 * An exponentially distributed lifetime: the probability of loss is the same in every minute. Rounded up to whole milliseconds, so that it
 * does not depend on how a platform rounds logarithms.
 */
function drawLifetimeMs(lossPerMinute: number, prng: SeededRandom): number {
  if (lossPerMinute === 0) return Infinity;
  const survival = (prng.u32() + 1) / 0x1_0000_0000;
  return Math.ceil((60_000 * Math.log(survival)) / Math.log(1 - lossPerMinute));
}
