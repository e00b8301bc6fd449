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
  requireText,
} from '../base/optionChecks.js';
import { requirePeerOptions, type PeerOptions } from '../peer/peerOptions.js';
import {
  networkOf,
  peerAddressOf,
  REACHABLE_NETWORKS,
  type PeerAddress,
  type ReachableNetwork,
} from './peerAddress.js';

/** What a pool can be told, besides what each of its peers is told. `undefined` means the default, everywhere. */
export interface PoolOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  /**
   * Connections that we make and keep up. Default 8 (Bitcoin Core, net.h MAX_OUTBOUND_FULL_RELAY_CONNECTIONS); with `connectOnly` the number
   * of `addresses`.
   */
  outbound?: number | undefined;
  /**
   * Dialled before all others: `host`, `host:port`, `[IPv6]:port`, names too; without a port the network's. They are never discouraged or
   * banned, and the pool still dials others up to `outbound`: see `connectOnly`. Default: none.
   */
  addresses?: readonly string[] | undefined;
  /**
   * Whether the pool dials nobody but `addresses` (Bitcoin Core's -connect): it asks no DNS seeds and no peer for addresses, does not dial
   * those of a saved book, and keeps a connection to each of `addresses`. It may still accept connections by `listenOn`. `outbound`,
   * `dnsSeeds` and `gossip` cannot be given beside it. Default false.
   */
  connectOnly?: boolean | undefined;
  /** Names whose addresses are peers, asked when there is nobody else to dial. Default: the network's. */
  dnsSeeds?: readonly string[] | undefined;
  /** Whether peers are asked for addresses, and theirs are dialled. Default true. */
  gossip?: boolean | undefined;
  /** The networks whose addresses may be dialled; those of the others are ignored. Onion and I2P need a `dial`. Default IPv4 and IPv6. */
  reachableNetworks?: readonly ReachableNetwork[] | undefined;
  /**
   * Whether addresses of private networks and loopback are dialled that a remote told us. A function decides by the source: the
   * `host:port` of the peer that told the address, or the name of the DNS seed. Do not trust a source outside of your own network:
   * it could make us connect to services on this machine. Default false.
   */
  allowPrivateAddresses?: boolean | ((source: string) => boolean) | undefined;
  /** Where connections are accepted. Default: nowhere. */
  listenOn?: ListenOn | undefined;
  /** Told where we listen by TCP, once we do. */
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
  /**
   * Connections at a time that we accept. Beyond it a new connection evicts one that Bitcoin Core's rules do not protect (see
   * `connectionToEvict`), or is closed if all are protected, as they are up to about 20. Default 117, which makes 125 with the outbound ones.
   */
  maxInbound?: number | undefined;
  /**
   * The number of them from one host or IPv6 /64; further ones are closed at once. Default: 5 from a public host, no limit for loopback,
   * private networks, link-local and carrier-grade NAT, where a proxy, several users or a test may be behind one address.
   */
  maxInboundPerAddress?: number | undefined;
  /** Where the address book is saved, every 15 minutes and on close, and found at the start. Default: nowhere. */
  addressBookFile?: string | undefined;
  /** How many addresses are remembered, a fifth of them for those that were good. Default 10_000. */
  addressBookCapacity?: number | undefined;
  /** The pause after an address has failed once; it doubles with each failure. Default 5000 (lbcd, connmgr defaultRetryDuration). */
  minBackoffMs?: number | undefined;
  /** The longest pause. Default 600_000. */
  maxBackoffMs?: number | undefined;
  /**
   * How long a host is discouraged after one of its peers misbehaved: the pool does not dial it, and accepts its connections only while
   * there is room. See `Pool.discouraged`. Default 86_400_000, a day.
   */
  discourageMs?: number | undefined;
  /** For a connection. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /** Makes a connection: emits it once. Default: by TCP. */
  dial?: ((address: { host: string; port: number }) => Observable<Duplex>) | undefined;
  /** Accepts connections: emits each. Default: by TCP. */
  listen?: ((address: { host: string; port: number }) => Observable<Duplex>) | undefined;
  /** Finds the addresses of a seed's name, as texts. Default: by `node:dns`. */
  resolve?: ((name: string) => ObservableInput<readonly string[]>) | undefined;
}

export interface ListenOn {
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 takes a free one. Default: the network's. */
  port?: number | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requirePoolOptions<Msg extends Message>(options: PoolOptions<Msg>): void {
  requirePeerOptions(options as PeerOptions);
  requireInteger('outbound', options.outbound, 0, 1000);
  requireInteger('maxInbound', options.maxInbound, 0, 100_000);
  requireInteger('maxInboundPerAddress', options.maxInboundPerAddress, 1, 100_000);
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
  const without = 'connectOnly dials nobody but addresses: leave one of the two out';
  if (outbound !== undefined) invalidOption('outbound', `${without}, got ${outbound}`);
  if (dnsSeeds.length > 0) invalidOption('dnsSeeds', `${without}, got ${JSON.stringify(dnsSeeds)}`);
  if (gossip) invalidOption('gossip', `${without}, got true`);
}

/** TCP by itself reaches IP alone; the name of an onion would be asked of a name server. */
function requireReach<Msg extends Message>({ dial, reachableNetworks = [] }: PoolOptions<Msg>): void {
  for (const [i, name] of reachableNetworks.entries()) {
    const option = `reachableNetworks/${i}`;
    if (!REACHABLE_NETWORKS.includes(name)) {
      invalidOption(option, `one of ${REACHABLE_NETWORKS.join(', ')} expected, got ${show(name)}`);
    }
    if (dial === undefined && (name === 'onion' || name === 'i2p')) invalidOption(option, `${name} needs a dial`);
  }
}

/** The user's own addresses. Errors with LocalProtocolError `INVALID_OPTION`. */
export function fixedAddressesOf<Msg extends Message>(options: PoolOptions<Msg>): PeerAddress[] {
  const { addresses = [], network, reachableNetworks = DEFAULT_NETWORKS } = options;
  return addresses.map((text, i) => {
    const address = typeof text === 'string' ? peerAddressOf(text, network.defaultPort) : undefined;
    if (address === undefined) invalidOption(`addresses/${i}`, `host or host:port expected, got ${show(text)}`);
    const known = parseAddress(address.host);
    const name = known && networkOf(known);
    if (name !== undefined && !reachableNetworks.includes(name)) {
      invalidOption(`addresses/${i}`, `${show(text)} is of ${name}, which is none of reachableNetworks`);
    }
    return address;
  });
}

export const DEFAULT_NETWORKS: readonly ReachableNetwork[] = ['ipv4', 'ipv6'];
