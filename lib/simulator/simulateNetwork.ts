import { combineLatest, defer, map, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { requireInteger } from '../base/optionChecks.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { requireChainOptions, SimulatedChain } from './chain.js';
import { nodeProfile, type NodeProfile } from './nodeProfile.js';
import { resolvePerNodeMs, type PerNodeMs } from './perNodeMs.js';
import { growChain } from './growChain.js';
import type { RemoteOptions } from './remoteOptions.js';
import { simulateRemote } from './simulateRemote.js';
import { simulateVisitor } from './simulateVisitor.js';

/** Each listens on a port of its own. */
const MAX_NODES = 1000;

export interface SimulateNetworkOptions {
  /** How many nodes: 1 to 1000. Default 8. */
  count?: number | undefined;
  /** How many of them do not listen, but come to whoever they are sent to by `visit`. Default 0. */
  visitors?: number | undefined;
  /** Default bitcoin.regtest. */
  network?: Network | undefined;
  /** The same seed: the same chain, the same characters. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** Default 10. */
  initialBlocks?: number | undefined;
  /** Default 15_000. */
  blockIntervalMs?: number | undefined;
  /** Default 1500. */
  transactionIntervalMs?: number | undefined;
  /** Between two addresses that a node tells unasked. Default 20_000. */
  addressIntervalMs?: number | undefined;
  /** Between two pings of a node. Default 15_000. */
  pingIntervalMs?: number | undefined;
  /**
   * How long after the miner each node hears of a block or transaction: one time for all nodes but the miner, a range `[min, max]` from which
   * each of them draws its own by the seed, or a function of the node's index, which is called for the miner (index 0), too. 0 to 600_000.
   * Each announcement takes 70 % to 130 % of it. Default: by character, 24 to 1020, a slow node up to 1600; the miner 0.
   */
  lagMs?: PerNodeMs | undefined;
  /**
   * How long what a node says is under way, in the same forms, for all nodes. 0 to 600_000; each message takes 70 % to 130 % of it.
   * Default: by character, 4 to 120, a slow node 350 to 700.
   */
  latencyMs?: PerNodeMs | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

export interface SimulatedNetwork {
  /** What all of them have, each a while after its miner. */
  readonly chain: SimulatedChain;
  /** Those that listen. */
  readonly nodes: readonly SimulatedRemote[];
  /** Sends the visitors there, for as long as it is subscribed to; those who are sent away come again. Emits nothing. */
  visit(place: { host: string; port: number }): Observable<never>;
}

export interface SimulatedRemote {
  readonly host: string;
  readonly port: number;
  readonly profile: NodeProfile;
}

/**
 * Remotes to talk to that know each other: each listens on TCP, all of them serve one made-up chain, and news reach each of them after a
 * time of its own. Among eight are a miner, a slow one, one that says next to nothing, one that leaves, and one that breaks the protocol.
 *
 *     simulateNetwork(…)  -n--------m---     n the network, once all listen; m the same with a node at another port
 *
 * Cold: subscribing makes the chain and listens, unsubscribing stops it all. Errors with TransportError `LISTEN_FAILED`; at the call with
 * LocalProtocolError `INVALID_OPTION`, and `CALLBACK_FAILED` if `lagMs` or `latencyMs` throws. Its memory is bounded as SimulatedChain says,
 * whatever the number of nodes.
 *
 * @example
 * // Every second node hears of each block 3 to 6 seconds late.
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
  const intervals = { blockIntervalMs, transactionIntervalMs, addressIntervalMs, pingIntervalMs };
  for (const [name, value] of Object.entries(intervals)) requireInteger(name, value, 1, 0x7fff_ffff);

  const characters = Array.from({ length: count }, (_, index) => characterFor(options, seed, index));

  return defer(() => {
    const chain = new SimulatedChain({ network, seed, initialBlocks: options.initialBlocks });
    let places: readonly SimulatedRemote[] = [];
    const optionsOf = (index: number): RemoteOptions => ({
      ...intervals,
      profile: characters[index]!,
      chain,
      network,
      seed: (seed + index) >>> 0,
      places: () => places,
      scheduler,
    });
    const remotes = Array.from({ length: count - visitors }, (_, index) => {
      const remote = optionsOf(index);
      const place$ = simulateRemote({ ...remote, host });
      return place$.pipe(map((place): SimulatedRemote => ({ ...place, profile: remote.profile })));
    });
    const visiting = Array.from({ length: visitors }, (_, index) => optionsOf(count - visitors + index));
    return merge(
      combineLatest(remotes).pipe(
        tap((nodes) => (places = nodes)),
        map((nodes): SimulatedNetwork => ({
          chain,
          nodes,
          visit: (place) => merge(...visiting.map((visitor) => simulateVisitor(visitor, place))),
        })),
      ),
      growChain({ chain, blockIntervalMs, transactionIntervalMs, scheduler }),
    );
  });
}

/** The node's character, with the times that the caller has chosen. */
function characterFor({ lagMs, latencyMs }: SimulateNetworkOptions, seed: number, index: number): NodeProfile {
  const character = nodeProfile(seed, index);
  const prng = createSeededRandom(seed, `times ${index}`);
  const hasOwnLag = lagMs !== undefined && (character.role !== 'miner' || typeof lagMs === 'function');
  return {
    ...character,
    ...(hasOwnLag ? { lagMs: resolvePerNodeMs('lagMs', lagMs, index, prng) } : {}),
    ...(latencyMs === undefined ? {} : { latencyMs: resolvePerNodeMs('latencyMs', latencyMs, index, prng) }),
  };
}
