import { Observable, Subject, type SchedulerLike } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import { listen, type ListenOptions } from '../connect/listen.js';
import { ServiceFlags } from '../messages/services.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import type { ReadyPeer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { VERSION } from '../base/version.js';
import { requireChainOptions, requireInteger, SimulatedChain } from './chain.js';
import { growChain } from './growChain.js';
import type { ChainEntry } from './storedBlock.js';
import type { PooledTransaction } from './mempool.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { simulatedConversations } from './simulatedConversations.js';

export interface SimulateNodeOptions<Msg extends Message = Message> {
  /** Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** The same seed: the same chain, transactions, addresses and nonces. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** Default 0: a free one. */
  port?: number | undefined;
  /** Blocks above the genesis block at the start: 0 to 50,000. Default 10. */
  initialBlocks?: number | undefined;
  /** Default: blocks come by `mine()` alone. */
  blockIntervalMs?: number | undefined;
  /** Default: transactions come by `relay()` alone. */
  transactionIntervalMs?: number | undefined;
  /** Default: addresses are told to who asks, alone. */
  addressIntervalMs?: number | undefined;
  /** Between two pings, the first comes at once. Default 120_000. */
  pingIntervalMs?: number | undefined;
  /** Default: preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** A node that listens, with a chain of its own. */
export interface SimulatedNode<Msg extends Message = Message> {
  readonly host: string;
  readonly port: number;
  /** Those who have connected, once ready. Hot; completes when the node stops. */
  readonly peers$: Observable<ReadyPeer<Msg>>;
  readonly chain: SimulatedChain;
  /** The newest block. */
  tip(): ChainEntry;
  /** Adds a block with all that waits in the mempool, and announces it. */
  mine(): ChainEntry;
  /** Adds a transaction to the mempool, and announces it. */
  relay(): PooledTransaction;
}

/**
 * A remote to talk to: listens on TCP, speaks the network's protocol, and serves a made-up chain, for tests and for trying things out.
 *
 *     simulateNode(…)  -n-----------     n the node, once it listens
 *
 * It answers getheaders, getblocks, getdata, mempool, getaddr and ping, announces what is new, and asks for nothing.
 * Cold: subscribing makes the chain and listens, unsubscribing stops it all. Errors with TransportError `LISTEN_FAILED`; at the
 * call with LocalProtocolError `INVALID_OPTION`. Its memory is bounded as SimulatedChain says.
 */
export function simulateNode<Msg extends Message = Message>(
  options: SimulateNodeOptions<Msg> = {},
): Observable<SimulatedNode<Msg>> {
  const { network = bitcoin.regtest as Network<Msg>, seed = 1, port = 0, scheduler = preciseScheduler } = options;
  requireChainOptions(options);
  requireInteger('port', port, 0, 65_535);
  for (const name of INTERVALS) requireInteger(name, options[name] ?? 1, 1, 0x7fff_ffff);

  function listening(chain: SimulatedChain, onListening: NonNullable<ListenOptions['onListening']>) {
    return listen<Msg>({
      network,
      host: options.host,
      port,
      scheduler,
      onListening,
      identity: createIdentity(),
      userAgent: { name: 'simulator', version: VERSION },
      services: ServiceFlags.network | ServiceFlags.witness,
      newestBlock: () => chain.tip(),
      random: createSeededRandom(seed, 'nonces').bytes,
      conversations: simulatedConversations({ ...options, chain, seed }),
    });
  }

  // listen() tells its port by a callback, which no operator lifts.
  return new Observable((subscriber) => {
    const chain = new SimulatedChain({ ...options, network: network });
    const peers$ = new Subject<ReadyPeer<Msg>>();
    subscriber.add(
      listening(chain, (address) => {
        subscriber.next({
          ...address,
          chain,
          peers$: peers$.asObservable(),
          tip: () => chain.tip(),
          mine: () => chain.mine(),
          relay: () => chain.relay(),
        });
        // Behind next: what the first tick brings is not missed by who connects there.
        subscriber.add(growChain({ ...options, chain, scheduler }).subscribe());
      }).subscribe({
        next: (peer) => peers$.next(peer),
        error: (error: unknown) => subscriber.error(error),
      }),
    );
    subscriber.add(() => peers$.complete());
  });
}

const INTERVALS = ['blockIntervalMs', 'transactionIntervalMs', 'addressIntervalMs', 'pingIntervalMs'] as const;
