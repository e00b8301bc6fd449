import { afterEach } from '@jest/globals';
import { Subject } from 'rxjs';
import type { Peer } from '../../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../../lib/marbles.js';
import { fromNats, publishTo, type RemotePool } from '../../../lib/nats.js';
import type { Pool } from '../../../lib/node.js';
import { FakeNats, turn } from '../../helpers/nats/fakeNats.js';
import { addressesInGroups, nodesAt, poolIn } from '../../pool/virtualPool.js';

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

export interface PublishedPool {
  readonly net: VirtualNetwork;
  /** The pool of the monitor. */
  readonly pool: Pool;
  /** The nodes' peers, in the order of connecting. */
  readonly theirs: Peer[];
  /** The pool as `fromNats` shows it. */
  readonly remote: RemotePool;
  /** Advances the time in steps, so that promises can settle between. */
  readonly advance: (ms: number) => Promise<void>;
}

/** A pool in virtual time that is published to a server in memory as `berlin`, and a reader of that server. Not started. */
export function publishedPool(peers: number): PublishedPool {
  const net = virtualNetwork({ latencyMs: 10 });
  const addresses = addressesInGroups(peers);
  const theirs = nodesAt(net, addresses);
  const connection$ = new Subject<Peer>();
  const pool = poolIn(net, {
    addresses,
    outbound: peers,
    gossip: false,
    pingIntervalMs: 1000,
    minBackoffMs: 1e6,
    maxBackoffMs: 1e6,
    onPeer: (peer) => connection$.next(peer),
  });
  const nats = new FakeNats();
  const { scheduler } = net;
  const remote = fromNats(nats.client().connection, { network: pool.network, scheduler });
  const published = publishTo(nats.client().connection, pool, {
    monitor: 'berlin',
    connection$,
    scheduler,
  }).subscribe();
  open.push(
    () => published.unsubscribe(),
    () => remote.close(),
  );
  return {
    net,
    pool,
    theirs,
    remote,
    async advance(ms) {
      for (let passed = 0; passed < ms; passed += 50) {
        net.advance(50);
        await turn();
      }
    },
  };
}
