import { combineLatest, defer, map, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import { createSockets } from '#sockets';
import type { Duplex } from '../base/duplex.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { requireInteger } from '../base/optionChecks.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { requireSockets, type Sockets } from '../transport/sockets.js';
import { requireChainOptions, SimulatedChain } from './chain.js';
import { nodeProfile, type NodeProfile } from './nodeProfile.js';
import { resolvePerNodeMs, type PerNodeMs } from './perNodeMs.js';
import { growChain } from './growChain.js';
import type { RemoteOptions } from './remoteOptions.js';
import { simulateRemote } from './simulateRemote.js';
import { simulateVisitor } from './simulateVisitor.js';
import { provideTransportV2 } from '../peer/v2/provideTransportV2.js';

/** Every node listens on its own port. */
const MAX_NODES = 1000;

/** Options of `simulateNetwork`. */
export interface SimulateNetworkOptions {
  /** Number of nodes: 1 to 1000. Default 8. */
  count?: number | undefined;
  /** The number of these nodes that do not listen, but dial an address by `visit`. Less than `count`. Default 0. */
  visitors?: number | undefined;
  /** The network of blocks and messages. Default bitcoin.regtest. */
  network?: Network | undefined;
  /** The same seed results in the same chain and node profiles. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** The address that the nodes listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** Initial blocks above the genesis block: 0 to 50,000. Default 10. */
  initialBlocks?: number | undefined;
  /** Milliseconds between blocks. Default 15_000. */
  blockIntervalMs?: number | undefined;
  /** Milliseconds between transactions. Default 1500. */
  transactionIntervalMs?: number | undefined;
  /** Milliseconds between addresses that a node sends without a getaddr. Default 20_000. */
  addressIntervalMs?: number | undefined;
  /** Milliseconds between pings of a node. Default 15_000. */
  pingIntervalMs?: number | undefined;
  /**
   * Time in milliseconds from the announcement of a block or transaction by the miner to its announcement by a node. It is one value for
   * all nodes except the miner, a range `[min, max]` from which each of these nodes draws a value, or a function of the node's index, which
   * is also called for the miner (index 0). 0 to 600_000. Each announcement takes 70 % to 130 % of this time. Default: by profile, 24 to
   * 1020, for a slow node up to 1600; 0 for the miner.
   */
  lagMs?: PerNodeMs | undefined;
  /**
   * One-way latency in milliseconds of the messages of a node. It has the same forms as `lagMs`, but also applies to the miner. 0 to
   * 600_000. Each message takes 70 % to 130 % of this time. Default: by profile, 4 to 120; for a slow node 350 to 700.
   */
  latencyMs?: PerNodeMs | undefined;
  /** Scheduler of all intervals and delays. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /**
   * Accepts the connections of the nodes, and opens those of the visitors. Default: TCP in Node; elsewhere new `memorySockets()` for each
   * subscription, which you dial with `SimulatedRemote.dial`.
   */
  sockets?: Sockets | undefined;
}

/** The nodes of a simulated network, and their chain. */
export interface SimulatedNetwork {
  /** The chain that all nodes serve. Each node announces new blocks after its own delay. */
  readonly chain: SimulatedChain;
  /** The listening nodes. */
  readonly nodes: readonly SimulatedRemote[];
  /** Lets all visitors dial this address while it is subscribed. A visitor that loses its connection dials again. Emits nothing. */
  visit(place: { host: string; port: number }): Observable<never>;
}

/** One listening node. */
export interface SimulatedRemote {
  /** The address that it listens on. */
  readonly host: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Its properties. */
  readonly profile: NodeProfile;
  /** Opens a connection to the node by its sockets, for `createPeer` and `connectOver`. Cold; errors as `Sockets.dial`. */
  dial(this: void): Observable<Duplex>;
}

/**
 * Simulates several nodes that know each other's addresses. Each listens, on TCP in Node and in memory elsewhere; all serve the same
 * generated chain, and each announces new blocks and transactions after its own delay. Eight nodes include a miner, a slow node, a silent one, one that closes connections, and one
 * that violates the protocol.
 *
 *     simulateNetwork(…)  -n--------m---     n when all nodes listen; m when a node has moved to another port
 *
 * Cold: subscribing creates the chain and listens, unsubscribing stops everything. Errors with TransportError `LISTEN_FAILED`; at the call
 * with LocalProtocolError `INVALID_OPTION`, and `CALLBACK_FAILED` if `lagMs` or `latencyMs` throws. All nodes share one chain, whose
 * memory is bounded by the limits of SimulatedChain.
 *
 * @example
 * // Every second node announces each block 3 to 6 seconds late.
 * simulateNetwork({ count: 20, lagMs: (index) => (index % 2 === 0 ? 0 : 4500) });
 */
export function simulateNetwork(options: SimulateNetworkOptions = {}): Observable<SimulatedNetwork> {
  const {
    count = 8,
    visitors = 0,
    network = bitcoin.regtest,
    seed = 1,
    host = '127.0.0.1',
    blockIntervalMs = 15_000,
    transactionIntervalMs = 1500,
    addressIntervalMs = 20_000,
    pingIntervalMs = 15_000,
    scheduler = preciseScheduler,
  } = options;
  requireInteger('count', count, 1, MAX_NODES);
  requireInteger('visitors', visitors, 0, count - 1);
  requireChainOptions(options);
  requireSockets('sockets', options.sockets);
  const intervals = { blockIntervalMs, transactionIntervalMs, addressIntervalMs, pingIntervalMs };
  for (const [name, value] of Object.entries(intervals)) requireInteger(name, value, 1, 0x7fff_ffff);

  const profiles = Array.from({ length: count }, (_, index) => profileOf(options, seed, index));

  provideTransportV2();

  return defer(() => {
    const chain = new SimulatedChain({ network, seed, initialBlocks: options.initialBlocks });
    const { sockets = createSockets() } = options;
    let listening: readonly SimulatedRemote[] = [];
    const optionsOf = (index: number): RemoteOptions => ({
      ...intervals,
      profile: profiles[index]!,
      chain,
      network,
      seed: (seed + index) >>> 0,
      places: () => listening,
      scheduler,
      sockets,
    });
    const remotes = Array.from({ length: count - visitors }, (_, index) => {
      const remote = optionsOf(index);
      const address$ = simulateRemote({ ...remote, host });
      const dialTo = (address: { host: string; port: number }) => () => sockets.dial({ ...address, scheduler });
      return address$.pipe(
        map((address): SimulatedRemote => ({ ...address, profile: remote.profile, dial: dialTo(address) })),
      );
    });
    const visitorOptions = Array.from({ length: visitors }, (_, index) => optionsOf(count - visitors + index));
    return merge(
      combineLatest(remotes).pipe(
        tap((nodes) => (listening = nodes)),
        map((nodes): SimulatedNetwork => ({
          chain,
          nodes,
          visit: (place) => merge(...visitorOptions.map((visitor) => simulateVisitor(visitor, place))),
        })),
      ),
      growChain({ chain, blockIntervalMs, transactionIntervalMs, scheduler }),
    );
  });
}

/** The profile of a node, with the times of the options. */
function profileOf({ lagMs, latencyMs }: SimulateNetworkOptions, seed: number, index: number): NodeProfile {
  const profile = nodeProfile(seed, index);
  const prng = createSeededRandom(seed, `times ${index}`);
  const hasOwnLag = lagMs !== undefined && (profile.role !== 'miner' || typeof lagMs === 'function');
  return {
    ...profile,
    ...(hasOwnLag ? { lagMs: resolvePerNodeMs('lagMs', lagMs, index, prng) } : {}),
    ...(latencyMs === undefined ? {} : { latencyMs: resolvePerNodeMs('latencyMs', latencyMs, index, prng) }),
  };
}
