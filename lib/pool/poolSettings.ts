import type { Observable, SchedulerLike } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Duplex } from '../base/duplex.js';
import { cryptoRandom } from '../peer/cryptoRandom.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { offerV2 } from '../connect/offerV2.js';
import type { HandshakeRates } from '../connect/keyExchangeLimits.js';
import type { TransportChoice } from '../frame/transportChoice.js';
import { proxyUrlOf, withProxyFlag } from '../transport/proxyOptions.js';
import { dialTcp, listenTcp } from '../transport/tcp.js';
import type { BackoffOptions } from './backoff.js';
import { resolveByDns } from './dns.js';
import type { ResolveSeed } from './dnsSeeds.js';
import { fixedAddressesOf, reachableNetworksOf, requirePoolOptions, type PoolOptions } from './poolOptions.js';
import type { PeerAddress, Reach } from './peerAddress.js';

/** The options of a pool with all defaults filled in. See `PoolOptions` for the meaning of each. */
export interface PoolSettings {
  /** The options of each peer. All peers share one identity, so that the pool detects a connection to itself. */
  readonly peer: PeerOptions;
  /** The transport of outbound connections. */
  readonly transport: TransportChoice;
  readonly handshakeRates: HandshakeRates;
  readonly outbound: number;
  /** The parsed option `addresses`. */
  readonly fixed: readonly PeerAddress[];
  readonly dnsSeeds: readonly string[];
  readonly gossip: boolean;
  /** Whether only `fixed` is dialled. */
  readonly connectOnly: boolean;
  readonly reach: Reach;
  readonly isListening: boolean;
  readonly maxInbound: number;
  readonly maxInboundPerAddress: number | undefined;
  readonly addressBookFile: string | undefined;
  readonly addressBookCapacity: number;
  readonly backoff: BackoffOptions;
  readonly discourageMs: number;
  readonly connectTimeoutMs: number;
  readonly scheduler: SchedulerLike;
  readonly random: (bytes: number) => Uint8Array;
  readonly dial: (address: { host: string; port: number }) => Observable<Duplex>;
  readonly listen: () => Observable<Duplex>;
  readonly resolve: ResolveSeed;
}

/** Checks the options and fills in the defaults. Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function poolSettings(options: PoolOptions): PoolSettings {
  requirePoolOptions(options);
  const { connectTimeoutMs = 30_000, network, random = cryptoRandom, scheduler = preciseScheduler } = options;
  const { host = '127.0.0.1', port = network.defaultPort } = options.listenOn ?? {};
  const onListening = options.onListening ?? (() => undefined);
  const { connectOnly = false } = options;
  const proxy = proxyUrlOf(options);
  const fixed = fixedAddressesOf(options);
  const isListening = options.listenOn !== undefined;
  const peer = { ...withProxyFlag(options), identity: options.identity ?? createIdentity() };
  return {
    peer: isListening ? offerV2(peer) : peer,
    // A `dial` of the user may return the same connection twice, or one that is not a socket.
    transport: options.transport ?? (options.dial === undefined ? network.transport : 'v1'),
    handshakeRates: options,
    outbound: options.outbound ?? (connectOnly ? new Set(fixed.map(({ key }) => key)).size : 8),
    fixed,
    connectOnly,
    dnsSeeds: options.dnsSeeds ?? (connectOnly ? [] : network.dnsSeeds),
    gossip: options.gossip ?? !connectOnly,
    reach: {
      networks: reachableNetworksOf(options),
      trustsPrivate: trustOf(options.allowPrivateAddresses),
      defaultPort: network.defaultPort,
    },
    isListening,
    maxInbound: options.maxInbound ?? 117,
    maxInboundPerAddress: options.maxInboundPerAddress,
    addressBookFile: options.addressBookFile,
    addressBookCapacity: options.addressBookCapacity ?? 10_000,
    backoff: { minMs: options.minBackoffMs ?? 5000, maxMs: options.maxBackoffMs ?? 600_000 },
    discourageMs: options.discourageMs ?? 86_400_000,
    connectTimeoutMs,
    scheduler,
    random,
    dial: options.dial ?? ((to) => dialTcp({ ...to, connectTimeoutMs, scheduler, proxy, isolate: options.isolate })),
    listen: () => options.listen?.({ host, port }) ?? listenTcp({ host, port, onListening }),
    resolve: options.resolve ?? (proxy === undefined ? (name) => resolveByDns(name) : 'by proxy'),
  };
}

/** A saved address book does not contain the source of each address as `host:port`, so a function is false for its addresses. */
function trustOf(allowPrivateAddresses: PoolOptions['allowPrivateAddresses'] = false): Reach['trustsPrivate'] {
  if (typeof allowPrivateAddresses === 'boolean') return () => allowPrivateAddresses;
  return (source) => source !== undefined && allowPrivateAddresses(source);
}
