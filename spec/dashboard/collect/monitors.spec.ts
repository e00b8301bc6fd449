import { afterEach, describe, expect, it } from '@jest/globals';
import { combineLatest, map, merge, of, Subject, type Observable } from 'rxjs';
import { createMonitor, type MonitoredPool } from '../../../lib/dashboard/collect/monitor.js';
import {
  bitcoin,
  createPeer,
  InventoryType,
  TransportError,
  type Message,
  type ReadyPeer,
} from '../../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../../lib/marbles.js';
import { NatsError, type MonitorStatus } from '../../../lib/nats.js';
import type { FailedConnection, Pool } from '../../../lib/node.js';
import type { ObservedPeer } from '../../../lib/pool/observedPool.js';
import { hash } from '../../helpers/samples.js';
import { poolIn } from '../../pool/virtualPool.js';

const network = bitcoin.regtest;
const NODES = ['20.0.0.1:8333', '20.1.0.1:8333'];
const HOSTILE = '<img src=x>\u202e';

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanup.splice(0)) step();
});

/** Two monitors in virtual time, both connected to both nodes, as one pool. */
function twoMonitors() {
  const net = virtualNetwork({ latencyMs: 10 });
  const nodes = NODES.map((address) => listenAt(net, address));
  const pools = ['berlin', HOSTILE].map((name) => ({
    name,
    pool: poolIn(net, { addresses: NODES, outbound: 2, gossip: false, minBackoffMs: 1e6, maxBackoffMs: 1e6 }),
  }));
  const failed$ = new Subject<FailedConnection>();
  const faults$ = new Subject<NatsError>();
  const statuses = pools.map(({ name }) => statusOf(name));
  const pool: MonitoredPool = { ...asOne(pools), failed$, faults$, monitors$: of(statuses) };
  const monitor = createMonitor({ pool, network, scheduler: net.scheduler });
  cleanup.push(() => monitor.close());
  for (const each of pools) each.pool.start();
  net.advance(2000);
  return { net, nodes, pools: pools.map((each) => each.pool), monitor, failed$, faults$ };
}

function listenAt(net: VirtualNetwork, address: string): { send(message: Message): void; close(): void } {
  const peers: ReturnType<typeof createPeer>[] = [];
  net.listen(address).subscribe((duplex) => {
    const peer = createPeer(duplex, net.peerOptions(address));
    peers.push(peer);
    peer.start();
  });
  return {
    send(message) {
      for (const peer of peers) void peer.send(message);
    },
    close: () => peers[0]!.close(),
  };
}

/** The pools as `fromNats` would show them: each peer has the name of its monitor, and the pool has no bans. */
function asOne(
  pools: readonly { readonly name: string; readonly pool: Pool }[],
): Omit<MonitoredPool, 'failed$' | 'faults$'> {
  const tagged = new Map<ReadyPeer, ObservedPeer>();
  const tag = (peer: ReadyPeer, monitor: string): ObservedPeer => {
    const known = tagged.get(peer) ?? (Object.create(peer, { monitor: { value: monitor } }) as ObservedPeer);
    tagged.set(peer, known);
    return known;
  };
  /** @param streams of the pools, in the order of the pools */
  function ofAll<T, R>(streams: readonly Observable<T>[], project: (value: T, name: string) => R): Observable<R> {
    return merge(...streams.map((stream$, i) => stream$.pipe(map((value) => project(value, pools[i]!.name)))));
  }
  const withPeer = <T extends { readonly peer: ReadyPeer }>(value: T, name: string) => ({
    ...value,
    peer: tag(value.peer, name),
  });
  function messagesOf(command: Message['command']) {
    return ofAll(
      pools.map(({ pool }) => pool.on(command)),
      withPeer,
    );
  }
  return {
    network,
    peers$: combineLatest(pools.map(({ pool }) => pool.peers$)).pipe(
      map((sets) => sets.flatMap((peers, i) => peers.map((peer) => tag(peer, pools[i]!.name)))),
    ),
    joined$: ofAll(
      pools.map(({ pool }) => pool.joined$),
      tag,
    ),
    left$: ofAll(
      pools.map(({ pool }) => pool.left$),
      withPeer,
    ),
    messages$: ofAll(
      pools.map(({ pool }) => pool.messages$),
      withPeer,
    ),
    traffic$: ofAll(
      pools.map(({ pool }) => pool.traffic$),
      withPeer,
    ),
    stats$: pools[0]!.pool.stats$,
    on: messagesOf as MonitoredPool['on'],
  } satisfies Omit<MonitoredPool, 'failed$' | 'faults$'>;
}

const statusOf = (monitor: string): MonitorStatus => ({
  ...{ monitor, isAlive: true, peers: 2, receivedRecords: 10, lostRecords: 3, droppedMessages: 1 },
  ...{ clockOffsetMs: -1.23456, startedAtMs: 5, version: `1\u0007${'x'.repeat(100)}` },
});

describe('the dashboard of two monitors', () => {
  it('shows the monitors, with the texts that they chose cut and escaped', () => {
    const { monitor } = twoMonitors();
    expect(monitor.tables.rows('monitors')).toEqual([
      {
        ...{ name: 'berlin', isAlive: true, peers: 2, receivedRecords: 10, lostRecords: 3, droppedMessages: 1 },
        ...{ clockOffsetMs: -1.23, startedAtMs: 5, version: `1\\x07${'x'.repeat(62)}…` },
      },
      expect.objectContaining({ name: '<img src=x>\\u{202e}' }),
    ]);
  });

  it('shows the peers of both, each with its monitor, and no avoided hosts', () => {
    const { monitor } = twoMonitors();
    const peers = monitor.tables.rows('peers');
    expect(peers.map(({ address, monitor: name }) => [name, address])).toEqual([
      ...NODES.map((address) => ['berlin', address]),
      ...NODES.map((address) => ['<img src=x>\\u{202e}', address]),
    ]);
    expect(new Set(peers.map(({ id }) => id)).size).toBe(4);
    expect(monitor.tables.rows('avoided')).toEqual([]);
  });

  it('counts the peers of both in the propagation of an item', () => {
    const { monitor, net, nodes } = twoMonitors();
    const item: Message = { command: 'inv', items: [{ type: InventoryType.transaction, hash: hash(7) }] };
    nodes[1]!.send(item);
    net.advance(100);
    nodes[0]!.send(item);
    net.advance(1000);
    expect(monitor.tables.rows('transactions')).toMatchObject([
      { hash: hash(7), seen: 4, connected: 4, to50Ms: 0, to90Ms: 100, firstAddress: NODES[1], firstMonitor: 'berlin' },
    ]);
  });

  it('names the monitor of each problem, and none for a fault of the reader', () => {
    const { faults$, failed$, monitor, net, nodes } = twoMonitors();
    nodes[0]!.close();
    net.advance(100);
    failed$.next({
      ...{ address: 'h:1', direction: 'outbound', monitor: HOSTILE },
      error: new TransportError('CONNECT_FAILED', 'refused'),
    });
    faults$.next(new NatsError('BAD_PAYLOAD', 'odd\u0007'));
    const texts = monitor.tables
      .rows('problems')
      .map(({ address, kind, monitor: name, text }) => [kind, name, address, text]);
    expect(texts).toEqual([
      ['fault', undefined, '', 'odd\\x07'],
      ['failed', '<img src=x>\\u{202e}', 'h:1', 'refused'],
      ['lost', 'berlin', NODES[0], 'the remote closed the connection'],
    ]);
  });

  it('has no monitors if the pool is one of this process', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const monitor = createMonitor({ pool: poolIn(net), network, scheduler: net.scheduler });
    cleanup.push(() => monitor.close());
    expect(monitor.tables.rows('monitors')).toEqual([]);
  });
});
