import { Subject, type Observable } from 'rxjs';
import { exportEvents, type ExportEvent } from '../../lib/events.js';
import { createPeer, InventoryType, type Peer } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool } from '../../lib/node.js';
import { growChain, SimulatedChain, simulatedConversations } from '../../lib/simulator.js';
import { poolIn } from '../pool/virtualPool.js';

export interface ExportedNetwork {
  readonly net: VirtualNetwork;
  /** Dials all nodes, and fetches what they announce. Not started. */
  readonly pool: Pool;
  /** The events of the pool, the handshakes included. */
  readonly event$: Observable<ExportEvent>;
}

/** A pool in a virtual network of simulated nodes that serve one growing chain. */
export function exportedNetwork({ nodes = 5, seed = 1 } = {}): ExportedNetwork {
  const net = virtualNetwork({ seed, latencyMs: [1, 300], lossOfConnection: 0.1 });
  const chain = new SimulatedChain({ network: net.peerOptions('any').network, seed });
  growChain({ chain, blockIntervalMs: 20_000, transactionIntervalMs: 1500, scheduler: net.scheduler }).subscribe();
  const addresses = Array.from({ length: nodes }, (_, i) => `${20 + i}.0.0.1:8333`);
  for (const address of addresses) {
    net.listen(address).subscribe((duplex) => {
      const conversations = simulatedConversations({ chain, seed, pingIntervalMs: 30_000 });
      createPeer(duplex, { ...net.peerOptions(address), conversations }).start();
    });
  }
  const connection$ = new Subject<Peer>();
  const pool = poolIn(net, {
    addresses: [...addresses, '99.0.0.1:8333'],
    outbound: nodes + 1,
    gossip: false,
    pingIntervalMs: 10_000,
    onPeer: (peer) => connection$.next(peer),
  });
  pool.on('inv').subscribe(({ message, peer }) => {
    const items = message.items.filter(
      ({ type }) => type === InventoryType.transaction || type === InventoryType.block,
    );
    if (items.length > 0) void peer.send({ command: 'getdata', items });
  });
  return { net, pool, event$: exportEvents(pool, { connection$, scheduler: net.scheduler }) };
}
