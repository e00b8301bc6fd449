import type { Observable, SchedulerLike } from 'rxjs';
import type { ClockScheduler } from '../base/clock.js';
import type { Duplex } from '../base/duplex.js';
import {
  invalidOption,
  MAX_DELAY_MS,
  requireArray,
  requireBoolean,
  requireFunction,
  requireInteger,
  requireOptions,
  requireText,
} from '../base/optionChecks.js';
import { show } from '../base/show.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { requireNetwork } from '../networks/networkNamed.js';
import type { Peer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { peerAddressOf, type PeerAddress } from '../pool/peerAddress.js';
import { requireEchoSource, type EchoSource } from './echoSource.js';

/** The most addresses of one broadcast. */
export const MAX_BROADCAST_ADDRESSES = 10_000;

/** The most copies of one broadcast. */
export const MAX_COPIES = 100;

/** The default number of copies (Bitcoin Core, net_processing.cpp NUM_PRIVATE_BROADCAST_PER_TX). */
export const DEFAULT_COPIES = 3;

/** The default of `timeoutMs`. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** The options of `broadcast`. `undefined` means the default, for every option. */
export interface BroadcastOptions<Msg extends Message = Message> {
  /** The network of the transaction and of the remotes. */
  network: Network<Msg>;
  /**
   * The remotes, dialled in this order: `host`, `host:port` or `[IPv6]:port`; the host may be a name; the default port is that of the network.
   * An address that is given twice is dialled once. 1 to 10,000 (MAX_BROADCAST_ADDRESSES).
   */
  addresses: readonly string[];
  /** The SOCKS5 proxy, as `connect` takes it: `socks5://127.0.0.1:9050` for Tor. Default: none, and the remotes see our IP address. */
  proxy?: string | undefined;
  /** Whether each connection uses credentials of its own, so that Tor separates their circuits, as `connect` takes it. */
  isolate?: boolean | undefined;
  /** The number of remotes that have to receive the transaction, 1 to 100. Default 3, or the number of addresses if there are fewer. */
  copies?: number | undefined;
  /** The longest time of the whole broadcast, the echo included, in milliseconds. Default 120_000. */
  timeoutMs?: number | undefined;
  /**
   * The peers whose announcement counts as the echo: one or more peers, a pool, or an Observable of peers such as `connect(…)`. A peer to
   * whose address the broadcast announced the transaction does not count. Default: the broadcast waits for no echo.
   */
  echoFrom?: EchoSource | undefined;
  /** The timeout of opening one connection, in milliseconds. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /** The timeout of one handshake, in milliseconds. Default 30_000. */
  negotiationTimeoutMs?: number | undefined;
  /** The longest time from the inv to the getdata of a remote, in milliseconds. Default 30_000. */
  requestTimeoutMs?: number | undefined;
  /** The longest time from the transaction to the pong, in milliseconds. Default 60_000. */
  pongTimeoutMs?: number | undefined;
  /**
   * Called with each new peer before the first byte is read or written. Subscribe recorders here. A message that you send with this peer
   * may identify you.
   */
  onPeer?: ((peer: Peer<Msg>) => void) | undefined;
  /** Opens a connection, in place of TCP and `proxy`: emits one Duplex (see `tcpDuplex`). */
  dial?: ((address: { host: string; port: number }) => Observable<Duplex>) | undefined;
  /** Schedules all timers. Default: preciseScheduler. */
  scheduler?: SchedulerLike | ClockScheduler | undefined;
  /** Returns random bytes for nonces. Default: the cryptographic generator of the platform. */
  random?: ((bytes: number) => Uint8Array) | undefined;
}

/** Checked options, with the defaults filled in. */
export interface BroadcastSettings {
  readonly options: BroadcastOptions;
  readonly addresses: readonly PeerAddress[];
  readonly copies: number;
  readonly timeoutMs: number;
  readonly scheduler: SchedulerLike | ClockScheduler;
}

/** Checks the options. Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function broadcastSettings<Msg extends Message>(options: BroadcastOptions<Msg>): BroadcastSettings {
  requireOptions(options);
  requireNetwork(options.network);
  requireInteger('copies', options.copies, 1, MAX_COPIES);
  for (const name of TIMEOUTS) requireInteger(name, options[name], 1, MAX_DELAY_MS);
  for (const name of ['onPeer', 'dial', 'random'] as const) requireFunction(name, options[name]);
  requireText('proxy', options.proxy);
  requireBoolean('isolate', options.isolate);
  requireEchoSource(options.echoFrom);
  if (options.dial !== undefined && options.proxy !== undefined) {
    invalidOption(
      'proxy',
      'not possible together with dial, which opens the connections itself: remove one of the two',
    );
  }
  const addresses = addressesOf(options as unknown as BroadcastOptions);
  const { copies = Math.min(DEFAULT_COPIES, addresses.length) } = options;
  if (copies > addresses.length) {
    const fact = `${copies} copies need as many different addresses, got ${addresses.length}: each gets one`;
    invalidOption('copies', fact);
  }
  return {
    options: { ...options } as unknown as BroadcastOptions,
    addresses,
    copies,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    scheduler: options.scheduler ?? preciseScheduler,
  };
}

const TIMEOUTS = [
  'timeoutMs',
  'connectTimeoutMs',
  'negotiationTimeoutMs',
  'requestTimeoutMs',
  'pongTimeoutMs',
] as const;

/** The different addresses, in the order of the option. */
function addressesOf(options: BroadcastOptions): PeerAddress[] {
  const { addresses, network } = options;
  if (addresses === undefined) invalidOption('addresses', 'array of at least one address expected, got undefined');
  requireArray('addresses', addresses);
  if (addresses.length === 0 || addresses.length > MAX_BROADCAST_ADDRESSES) {
    invalidOption('addresses', `1 to ${MAX_BROADCAST_ADDRESSES} addresses expected, got ${addresses.length}`);
  }
  const byKey = new Map<string, PeerAddress>();
  for (const [i, text] of addresses.entries()) {
    const address = typeof text === 'string' ? peerAddressOf(text, network.defaultPort) : undefined;
    if (address === undefined) invalidOption(`addresses/${i}`, `host or host:port expected, got ${show(text)}`);
    if (options.dial === undefined && options.proxy === undefined && /\.(onion|i2p)$/.test(address.host)) {
      invalidOption(`addresses/${i}`, `${show(text)} can be reached through a proxy only: give the option proxy`);
    }
    byKey.set(address.key, address);
  }
  return [...byKey.values()];
}
