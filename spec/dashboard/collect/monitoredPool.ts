import { afterEach } from '@jest/globals';
import { Subject } from 'rxjs';
import { createMonitor, type Monitor } from '../../../lib/dashboard/collect/monitor.js';
import { bitcoin, createPeer, type Conversation, type Peer, type PeerOptions } from '../../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../../lib/marbles.js';
import type { Pool, PoolOptions } from '../../../lib/node.js';
import { SimulatedChain, simulatedConversations } from '../../../lib/simulator.js';
import { poolIn } from '../../pool/virtualPool.js';

const open = new Set<Monitor>();

afterEach(() => {
  for (const monitor of open) monitor.close();
  open.clear();
});

export interface Monitored {
  readonly net: VirtualNetwork;
  readonly pool: Pool;
  readonly monitor: Monitor;
  readonly chain: SimulatedChain;
  /** The pool's peers, failed ones included, in the order of dialling. */
  readonly ours: Peer[];
  /** The nodes' peers, in the order of connecting. */
  readonly theirs: Peer[];
}

export interface MonitoredOptions {
  /** The options of each node's peers: one node per element. */
  nodes: readonly Partial<PeerOptions>[];
  pool?: Partial<PoolOptions>;
  latencyMs?: number;
}

/** Starts a pool with a monitor in virtual time, connected to nodes of one chain, and advances the time by one second. */
export function monitored({ nodes, pool: poolOptions, latencyMs = 10 }: MonitoredOptions): Monitored {
  const net = virtualNetwork({ latencyMs });
  const chain = new SimulatedChain({ network: bitcoin.regtest, initialBlocks: 2 });
  const connection$ = new Subject<Peer>();
  const ours: Peer[] = [];
  const theirs: Peer[] = [];
  const addresses = nodes.map((_, i) => `20.${i}.0.1:8333`);
  for (const [i, options] of nodes.entries()) {
    const conversations: Conversation[] = simulatedConversations({ chain });
    net.listen(addresses[i]!).subscribe((duplex) => {
      const peer = createPeer(duplex, { ...net.peerOptions(addresses[i]!), conversations, ...options });
      theirs.push(peer);
      peer.start();
    });
  }
  const pool = poolIn(net, {
    addresses,
    outbound: nodes.length,
    gossip: false,
    pingIntervalMs: 1000,
    ...poolOptions,
    onPeer,
  });
  const monitor = createMonitor({ pool, network: bitcoin.regtest, connection$, scheduler: net.scheduler });
  open.add(monitor);
  pool.start();
  net.advance(1000);
  return { net, pool, monitor, chain, ours, theirs };

  function onPeer(peer: Peer): void {
    ours.push(peer);
    connection$.next(peer);
  }
}
