import { formatHostPort } from '../base/hostPort.js';
import type { Network } from '../networks/network.js';
import type { PoolOptions } from '../pool/poolOptions.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { simulateNetwork, type SimulatedNetwork } from '../simulator/simulateNetwork.js';
import { of, type Observable } from 'rxjs';
import { AnnouncedItems } from './announcedItems.js';
import { fetchAnnounced } from './fetchAnnounced.js';

/** Shorter than Bitcoin Core's two minutes, so that recent round-trip times are known. */
const PING_INTERVAL_MS = 30_000;
const SIMULATED_PING_INTERVAL_MS = 3000;
/** Simulated nodes that connect to the pool: by default a pool accepts at most this many connections from one host. */
const MAX_INBOUND_SIMULATED = 5;

/** The arguments that choose the peers of a pool. */
export interface PoolArguments {
  readonly network: Network;
  /** The nodes to connect to; none: the pool discovers peers. */
  readonly targets: readonly { host: string; port: number }[];
  /** The SOCKS5 proxy through which nodes are dialled; undefined: none. */
  readonly proxy?: string | undefined;
  /** The port on 127.0.0.1 that accepts peers, 0 for any free port; undefined: inbound peers are not accepted. */
  readonly listenPort?: number | undefined;
  /** Request the blocks and transactions that nodes announce. Default true. */
  readonly fetch?: boolean | undefined;
}

/** Starts this number of simulated nodes; emits undefined if there are none. */
export function startSimulation(network: Network, count: number | undefined): Observable<SimulatedNetwork | undefined> {
  if (count === undefined) return of(undefined);
  return simulateNetwork({ network, count, visitors: Math.min(MAX_INBOUND_SIMULATED, Math.floor(count / 4)) });
}

/** The pool connects only to the given targets and the simulated nodes; if there are none, it discovers peers. */
export function poolOptions(
  { fetch = true, listenPort, network, proxy, targets }: PoolArguments,
  simulated: Pick<SimulatedNetwork, 'nodes'> | undefined,
): PoolOptions {
  const nodes = [...targets, ...(simulated?.nodes ?? [])];
  const pingIntervalMs = simulated === undefined ? PING_INTERVAL_MS : SIMULATED_PING_INTERVAL_MS;
  return {
    network,
    proxy,
    addresses: nodes.map(({ host, port }) => formatHostPort(host, port)),
    // So that the messages after a malformed one are shown, too.
    onMalformed: 'drop',
    conversations: [
      ...defaultConversations({ pingIntervalMs }),
      ...(fetch ? [fetchAnnounced({ items: new AnnouncedItems() })] : []),
    ],
    // We announce nothing, so the known inventory of the peers is not needed.
    knownInventoryCapacity: 1,
    ...(listenPort === undefined && simulated === undefined ? {} : { listenOn: { port: listenPort ?? 0 } }),
    ...(nodes.length === 0 ? {} : { outbound: nodes.length, dnsSeeds: [], gossip: simulated !== undefined }),
    ...(simulated === undefined ? {} : simulatedOptions(simulated)),
  };
}

/**
 * A simulated node that misbehaved listens on another port of 127.0.0.1 afterwards, and the other simulated nodes gossip its new address.
 * Private addresses are accepted only from simulated nodes: otherwise a remote could make us dial services on this machine.
 */
export function simulatedOptions({ nodes }: Pick<SimulatedNetwork, 'nodes'>) {
  const addresses = new Set(nodes.map(({ host, port }) => formatHostPort(host, port)));
  return {
    allowPrivateAddresses: (source: string) => addresses.has(source),
    minBackoffMs: 2000,
    maxBackoffMs: 30_000,
  } satisfies Partial<PoolOptions>;
}
