import type { Observable, ObservableInput } from 'rxjs';
import { show } from '../base/show.js';
import type { Duplex } from '../base/duplex.js';
import { parseAddress } from '../address/addressText.js';
import type { Message } from '../messages/table.js';
import {
  invalidOption,
  MAX_DELAY_MS,
  requireArray,
  requireBoolean,
  requireFunction,
  requireHost,
  requireInteger,
  requireOptions,
  requireText,
} from '../base/optionChecks.js';
import { requirePeerOptions, type PeerOptions } from '../peer/peerOptions.js';
import { requireHandshakeRates, type HandshakeRates } from '../connect/keyExchangeLimits.js';
import { isUnixSocket } from '../base/hostPort.js';
import { proxyUrlOf, withProxyFlag, type ProxyOptions } from '../transport/proxyOptions.js';
import { parseProxy } from '../transport/proxyUrl.js';
import {
  networkOf,
  peerAddressOf,
  REACHABLE_NETWORKS,
  type PeerAddress,
  type ReachableNetwork,
} from './peerAddress.js';

/** The options of `createPool`, with those of each peer. `undefined` means the default, for every option. */
export interface PoolOptions<Msg extends Message = Message>
  extends Omit<PeerOptions<Msg>, 'proxy'>, ProxyOptions, HandshakeRates {
  /**
   * The number of outbound connections to maintain, 0 to 1000. Default 8 (Bitcoin Core, net.h MAX_OUTBOUND_FULL_RELAY_CONNECTIONS); with
   * `connectOnly` the number of `addresses`.
   */
  outbound?: number | undefined;
  /**
   * Addresses to dial before all others: `host`, `host:port`, `[IPv6]:port` or `unix:/path`; the host may be a name; the default port is
   * the port of the network. They are never discouraged or banned. The pool dials other addresses too, up to `outbound`: see
   * `connectOnly`. Default: none.
   */
  addresses?: readonly string[] | undefined;
  /**
   * Whether the pool dials only `addresses` (Bitcoin Core's -connect): it maintains a connection to each of them, resolves no DNS seeds, asks no
   * peer for addresses, and does not dial those of a saved address book. `listenOn` is still possible; `outbound`, `dnsSeeds` and `gossip` are
   * not. Default false.
   */
  connectOnly?: boolean | undefined;
  /**
   * Host names that resolve to addresses of nodes. Resolved when there is no other address to dial. With the URL of a proxy they are not resolved on
   * this machine, but dialled by name through the proxy, as nodes (Bitcoin Core does the same); `resolve` replaces that. Default: those of the
   * network.
   */
  dnsSeeds?: readonly string[] | undefined;
  /** Whether the pool asks peers for addresses (getaddr) and dials the addresses that they send. Default true. */
  gossip?: boolean | undefined;
  /**
   * The networks whose addresses may be dialled; others are ignored. `onion` and `i2p` require the URL of a proxy, or `dial`. Default
   * `['ipv4', 'ipv6']`, and `onion` with the URL of a proxy.
   */
  reachableNetworks?: readonly ReachableNetwork[] | undefined;
  /**
   * Whether the pool dials private and loopback addresses that remotes report. A function decides for each source of addresses: the
   * `host:port` of the peer, or the name of the DNS seed. Do not trust a source outside your own network: it could direct connections to
   * services on this machine. Default false.
   */
  allowPrivateAddresses?: boolean | ((source: string) => boolean) | undefined;
  /** The local address at which the pool accepts connections. Default: it accepts none. */
  listenOn?: ListenOn | undefined;
  /** Called with the local address and port when the pool listens by TCP. */
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
  /**
   * The maximum number of inbound connections, 0 to 100,000. Beyond it a new connection evicts one that Bitcoin Core's rules do not protect
   * (node/eviction.cpp), or is closed if all are protected, which is the case up to about 20. Default 117: 125 together with 8 outbound ones.
   */
  maxInbound?: number | undefined;
  /**
   * The maximum number of inbound connections from one host or IPv6 /64; further ones are closed at once. Default: 5 from a public host, no limit
   * for loopback, private networks, link-local and carrier-grade NAT, where several peers or a proxy can share one address.
   */
  maxInboundPerAddress?: number | undefined;
  /** The file from which `start()` loads the address book, and to which it is saved every 15 minutes and on close. Default: none. */
  addressBookFile?: string | undefined;
  /** The maximum number of stored addresses, 10 to 1,000,000; 1/5 of it for addresses to which we have connected. Default 10_000. */
  addressBookCapacity?: number | undefined;
  /**
   * The pause before an address is dialled again after its first failure, before randomisation (see `maxBackoffMs`). It doubles with each
   * consecutive failure. Default 5000 (lbcd, connmgr defaultRetryDuration).
   */
  minBackoffMs?: number | undefined;
  /** The longest pause. The pause is a random value between 50 % and 100 % of the computed one. Default 600_000. */
  maxBackoffMs?: number | undefined;
  /**
   * The time for which a host is discouraged after one of its peers misbehaved: see `Pool.discouraged`. Default 86_400_000, 24 h.
   */
  discourageMs?: number | undefined;
  /** The timeout of one dial, name resolution and the handshake with a proxy included. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /**
   * Opens a connection, for example by TLS: emits one Duplex (see `tcpDuplex`). The pool unsubscribes to cancel. Not possible together with the URL
   * of a proxy. Default: `dialTcp`.
   */
  dial?: ((address: { host: string; port: number }) => Observable<Duplex>) | undefined;
  /** Listens at `listenOn`: emits a Duplex for each accepted connection. The pool unsubscribes to stop. Default: by TCP. */
  listen?: ((address: { host: string; port: number }) => Observable<Duplex>) | undefined;
  /** Resolves the name of a DNS seed to IP addresses as texts. Default: by `node:dns`, A and AAAA records; with the URL of a proxy never. */
  resolve?: ((name: string) => ObservableInput<readonly string[]>) | undefined;
}

/** The local address at which a pool accepts connections. */
export interface ListenOn {
  /** The local address or host name. Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 chooses a free port, which `onListening` reports. Default: the port of the network. */
  port?: number | undefined;
}

/** Checks all options. Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requirePoolOptions<Msg extends Message>(options: PoolOptions<Msg>): void {
  requireOptions(options);
  requirePeerOptions(withProxyFlag(options) as PeerOptions);
  requirePoolProxy(options);
  requireInteger('outbound', options.outbound, 0, 1000);
  requireInteger('maxInbound', options.maxInbound, 0, 100_000);
  requireInteger('maxInboundPerAddress', options.maxInboundPerAddress, 1, 100_000);
  requireHandshakeRates(options);
  requireInteger('addressBookCapacity', options.addressBookCapacity, 10, 1_000_000);
  for (const name of ['minBackoffMs', 'maxBackoffMs', 'discourageMs', 'connectTimeoutMs'] as const) {
    requireInteger(name, options[name], 1, MAX_DELAY_MS);
  }
  const { minBackoffMs = 5000, maxBackoffMs = 600_000 } = options;
  if (minBackoffMs > maxBackoffMs) {
    invalidOption('minBackoffMs', `at most maxBackoffMs expected, got ${minBackoffMs} and ${maxBackoffMs}`);
  }
  requireInteger('listenOn/port', options.listenOn?.port, 0, 65_535);
  requireHost('listenOn/host', options.listenOn?.host);
  requireBoolean('gossip', options.gossip);
  for (const name of ['addresses', 'dnsSeeds', 'reachableNetworks'] as const) requireArray(name, options[name]);
  requireText('addressBookFile', options.addressBookFile);
  for (const [i, name] of (options.dnsSeeds ?? []).entries()) requireText(`dnsSeeds/${i}`, name);
  for (const name of ['dial', 'listen', 'resolve', 'onListening'] as const) {
    requireFunction(name, options[name]);
  }
  const trust: unknown = options.allowPrivateAddresses;
  if (!['boolean', 'function', 'undefined'].includes(typeof trust)) {
    invalidOption('allowPrivateAddresses', `boolean or function expected, got ${show(trust)}`);
  }
  requireReach(options);
  fixedAddressesOf(options);
  requireConnectOnly(options);
}

function requireConnectOnly<Msg extends Message>(options: PoolOptions<Msg>): void {
  const { connectOnly, dnsSeeds = [], gossip = false, outbound } = options;
  if (!['boolean', 'undefined'].includes(typeof connectOnly)) {
    invalidOption('connectOnly', `boolean expected, got ${JSON.stringify(connectOnly)}`);
  }
  if (connectOnly !== true) return;
  const conflict = 'not possible together with connectOnly, which dials only addresses: remove one of the two';
  if (outbound !== undefined) invalidOption('outbound', `${conflict}, got ${outbound}`);
  if (dnsSeeds.length > 0) invalidOption('dnsSeeds', `${conflict}, got ${JSON.stringify(dnsSeeds)}`);
  if (gossip) invalidOption('gossip', `${conflict}, got true`);
}

function requirePoolProxy<Msg extends Message>(options: PoolOptions<Msg>): void {
  const url = proxyUrlOf(options);
  parseProxy(url, options.isolate);
  if (url === undefined || options.dial === undefined) return;
  invalidOption('proxy', 'a URL has no effect together with dial: remove one of the two, or write proxy: true');
}

/** TCP without a proxy reaches only IP addresses; an onion name would be sent to a name server. */
function requireReach<Msg extends Message>(options: PoolOptions<Msg>): void {
  const { dial, reachableNetworks = [] } = options;
  for (const [i, name] of reachableNetworks.entries()) {
    const option = `reachableNetworks/${i}`;
    if (!REACHABLE_NETWORKS.includes(name)) {
      invalidOption(option, `one of ${REACHABLE_NETWORKS.join(', ')} expected, got ${show(name)}`);
    }
    if (dial === undefined && proxyUrlOf(options) === undefined && (name === 'onion' || name === 'i2p')) {
      invalidOption(option, `${name} requires the option proxy with a URL, or dial`);
    }
  }
}

/** Parses the option `addresses`. Errors with LocalProtocolError `INVALID_OPTION`. */
export function fixedAddressesOf<Msg extends Message>(options: PoolOptions<Msg>): PeerAddress[] {
  const { addresses = [], network } = options;
  const reachableNetworks = reachableNetworksOf(options);
  const url = proxyUrlOf(options);
  return addresses.map((text, i) => {
    const address = typeof text === 'string' ? peerAddressOf(text, network.defaultPort) : undefined;
    if (address === undefined) invalidOption(`addresses/${i}`, `host or host:port expected, got ${show(text)}`);
    if (isUnixSocket(address.host) && url !== undefined) {
      invalidOption(`addresses/${i}`, `${show(text)} is a Unix socket of this machine, which a proxy cannot reach`);
    }
    const parsed = parseAddress(address.host);
    const name = parsed && networkOf(parsed);
    if (name !== undefined && !reachableNetworks.includes(name)) {
      const needsProxy = (name === 'onion' || name === 'i2p') && url === undefined;
      const advice = needsProxy ? ` and needs a proxy, such as proxy: 'socks5://127.0.0.1:9050'` : '';
      const fact = `${show(text)} is an address of ${name}, which is not in reachableNetworks${advice}`;
      invalidOption(`addresses/${i}`, fact);
    }
    return address;
  });
}

/** The option `reachableNetworks`, or its default. */
export function reachableNetworksOf<Msg extends Message>(options: PoolOptions<Msg>): readonly ReachableNetwork[] {
  return options.reachableNetworks ?? (proxyUrlOf(options) === undefined ? DIRECT_NETWORKS : PROXY_NETWORKS);
}

const DIRECT_NETWORKS: readonly ReachableNetwork[] = ['ipv4', 'ipv6'];
const PROXY_NETWORKS: readonly ReachableNetwork[] = [...DIRECT_NETWORKS, 'onion'];
