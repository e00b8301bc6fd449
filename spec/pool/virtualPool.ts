import { afterEach } from '@jest/globals';
import { createPeer, type Peer, type PeerOptions } from '../../lib/index.js';
import { createPool, type Pool, type PoolOptions, type PoolStats } from '../../lib/node.js';
import { formatHostPort } from '../../lib/base/hostPort.js';
import type { VirtualNetwork } from '../../lib/marbles.js';

const open = new Set<Pool>();

// An open pool keeps sockets and timers.
afterEach(() => {
  for (const pool of open) pool.close();
  open.clear();
});

/** Creates a pool in a virtual network, which is closed after the test. Not started. */
export function poolIn(net: VirtualNetwork, options: Partial<PoolOptions> = {}): Pool {
  return closedAfterwards(
    createPool({
      ...net.peerOptions('pool'),
      dial: ({ host, port }) => net.dial(formatHostPort(host, port)),
      listen: ({ host, port }) => net.listen(formatHostPort(host, port)),
      resolve: () => [[]],
      ...options,
    }),
  );
}

export function closedAfterwards<P extends Pool>(pool: P): P {
  open.add(pool);
  return pool;
}

/** Runs nodes that accept all connections; returns their peers. */
export function nodesAt(net: VirtualNetwork, addresses: readonly string[], options: Partial<PeerOptions> = {}): Peer[] {
  const peers: Peer[] = [];
  for (const address of addresses) {
    net.listen(address).subscribe((duplex) => {
      const peer = createPeer(duplex, { ...net.peerOptions(address), ...options });
      peers.push(peer);
      peer.start();
    });
  }
  return peers;
}

/** A number of addresses, each in its own group. */
export function addressesInGroups(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${20 + (i >> 8)}.${i & 0xff}.0.1:8333`);
}

/** The current figures. */
export function statsOf(pool: Pool): PoolStats {
  let stats: PoolStats | undefined;
  pool.stats$.subscribe((value) => (stats = value)).unsubscribe();
  return stats!;
}

/** Records the events of a pool as texts, in order. */
export function eventLogOf(pool: Pool): string[] {
  const eventLog: string[] = [];
  const note = (text: string): void => void eventLog.push(text);
  pool.joined$.subscribe({
    next: (peer) => note(`joined ${peer.address}`),
    complete: () => note('joined$ complete'),
  });
  pool.left$.subscribe({
    next: ({ peer, reason }) => note(`left ${peer.address} ${reason.by}`),
    complete: () => note('left$ complete'),
  });
  pool.failed$.subscribe(({ address, direction, error }) => note(`failed ${direction} ${address} ${error.code}`));
  pool.peers$.subscribe({
    next: (peers) => note(`peers ${peers.map(({ address }) => address).join(' ')}`),
    complete: () => note('peers$ complete'),
  });
  return eventLog;
}
