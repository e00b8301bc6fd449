import { Observable, Subject, type SchedulerLike } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import { createSockets } from '#sockets';
import type { Duplex } from '../base/duplex.js';
import { acceptPeers } from '../connect/acceptPeers.js';
import { ServiceFlags } from '../messages/services.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import type { ReadyPeer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { requireSockets, type Sockets } from '../transport/sockets.js';
import { VERSION } from '../base/version.js';
import { requireHost, requireInteger } from '../base/optionChecks.js';
import { requireChainOptions, SimulatedChain } from './chain.js';
import { growChain } from './growChain.js';
import type { ChainEntry } from './storedBlock.js';
import type { PooledTransaction } from './mempool.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { simulatedConversations } from './simulatedConversations.js';
import { provideTransportV2 } from '../peer/v2/provideTransportV2.js';

/** Options of `simulateNode`. */
export interface SimulateNodeOptions<Msg extends Message = Message> {
  /** The network of blocks and messages. Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** The same seed results in the same chain, transactions, addresses and nonces. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** The address to listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** The port to listen on. Default 0: the system chooses a free one. */
  port?: number | undefined;
  /** Initial blocks above the genesis block: 0 to 50,000. Default 10. */
  initialBlocks?: number | undefined;
  /** Milliseconds between blocks. Default: blocks are added only by `mine()`. */
  blockIntervalMs?: number | undefined;
  /** Milliseconds between transactions. Default: transactions are added only by `relay()`. */
  transactionIntervalMs?: number | undefined;
  /** Milliseconds between addresses that are sent without a getaddr. Default: none are sent. */
  addressIntervalMs?: number | undefined;
  /** Milliseconds between pings after the first, which is sent right after the handshake. Default 120_000. */
  pingIntervalMs?: number | undefined;
  /** Scheduler of all intervals. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /**
   * Accepts the connections. Default: TCP in Node; elsewhere new `memorySockets()` for each subscription, which you dial with
   * `SimulatedNode.dial`.
   */
  sockets?: Sockets | undefined;
}

/** A listening node with its own chain. */
export interface SimulatedNode<Msg extends Message = Message> {
  /** The address that it listens on. */
  readonly host: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Opens a connection to the node by its sockets, for `createPeer` and `connectOver`. Cold; errors as `Sockets.dial`. */
  dial(this: void): Observable<Duplex>;
  /** Each inbound peer after its handshake. Hot; completes when the node stops. */
  readonly peers$: Observable<ReadyPeer<Msg>>;
  /** The chain that the node serves. */
  readonly chain: SimulatedChain;
  /** The newest block. */
  tip(): ChainEntry;
  /** Adds a block with all transactions of the mempool, and announces it. */
  mine(): ChainEntry;
  /** Adds a transaction to the mempool, and announces it. */
  relay(): PooledTransaction;
}

/**
 * Simulates a node for tests and experiments: it listens, on TCP in Node and in memory elsewhere, and serves a generated chain.
 *
 *     simulateNode(…)  -n-----------     n the node, when it listens
 *
 * The node answers getheaders, getblocks, getdata, mempool, getaddr and ping, announces new blocks and transactions, and sends no requests.
 * Cold: subscribing creates the chain and listens, unsubscribing stops everything. Errors with TransportError `LISTEN_FAILED`; at the call
 * with LocalProtocolError `INVALID_OPTION`. Memory is bounded by the limits of SimulatedChain, plus the peers.
 */
export function simulateNode<Msg extends Message = Message>(
  options: SimulateNodeOptions<Msg> = {},
): Observable<SimulatedNode<Msg>> {
  const {
    network = bitcoin.regtest as Network<Msg>,
    seed = 1,
    host = '127.0.0.1',
    port = 0,
    scheduler = preciseScheduler,
  } = options;
  requireChainOptions(options);
  requireSockets('sockets', options.sockets);
  requireHost('host', host);
  requireInteger('port', port, 0, 65_535);
  for (const name of INTERVALS) requireInteger(name, options[name] ?? 1, 1, 0x7fff_ffff);

  function accept(chain: SimulatedChain, duplex$: Observable<Duplex>): Observable<ReadyPeer<Msg>> {
    return acceptPeers<Msg>(duplex$, {
      network,
      scheduler,
      identity: createIdentity(),
      userAgent: { name: 'simulator', version: VERSION },
      services: ServiceFlags.network | ServiceFlags.witness,
      newestBlock: () => chain.tip(),
      random: createSeededRandom(seed, 'nonces').bytes,
      conversations: simulatedConversations({ ...options, chain, seed }),
    });
  }

  provideTransportV2();
  // Not an operator: Sockets.listen passes its port to a callback.
  return new Observable((subscriber) => {
    const chain = new SimulatedChain({ ...options, network });
    const peers$ = new Subject<ReadyPeer<Msg>>();
    const { sockets = createSockets() } = options;
    const onListening = (address: { host: string; port: number }): void => {
      subscriber.next({
        ...address,
        chain,
        dial: () => sockets.dial({ ...address, scheduler }),
        peers$: peers$.asObservable(),
        tip: () => chain.tip(),
        mine: () => chain.mine(),
        relay: () => chain.relay(),
      });
      // After next: a peer that connects inside next does not miss the first block.
      subscriber.add(growChain({ ...options, chain, scheduler }).subscribe());
    };
    subscriber.add(
      accept(chain, sockets.listen({ host, port, onListening })).subscribe({
        next: (peer) => peers$.next(peer),
        error: (error: unknown) => subscriber.error(error),
      }),
    );
    subscriber.add(() => peers$.complete());
  });
}

const INTERVALS = ['blockIntervalMs', 'transactionIntervalMs', 'addressIntervalMs', 'pingIntervalMs'] as const;
