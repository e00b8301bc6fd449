import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, throwError } from 'rxjs';
import { ServiceFlags, type Peer } from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';
import type { PoolOptions } from '../../lib/node.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, eventLogOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const [A, B, C] = addressesInGroups(3) as [string, string, string];

describe('a pool that dials', () => {
  it('waits longer after each failure, up to maxBackoffMs, with jitter', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { addresses: [A], minBackoffMs: 1000, maxBackoffMs: 60_000 });
    const atMs: number[] = [];
    const startMs = net.scheduler.now();
    pool.failed$.subscribe(() => atMs.push(net.scheduler.now() - startMs));
    pool.start();
    net.advance(600_000);
    const pausesMs = atMs.slice(1).map((ms, i) => ms - atMs[i]!);
    for (const [i, pauseMs] of pausesMs.entries()) {
      const wholeMs = Math.min(60_000, 1000 * 2 ** i);
      expect(pauseMs).toBeGreaterThanOrEqual(Math.max(500, wholeMs / 2));
      expect(pauseMs).toBeLessThanOrEqual(wholeMs);
    }
    expect(pausesMs.length).toBeGreaterThan(12);
    expect(new Set(pausesMs).size).toBe(pausesMs.length);
  });

  it('dials a peer that was stable again after the shortest pause', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A], minBackoffMs: 4000 });
    pool.start();
    for (let i = 0; i < 10; i++) {
      net.advance(120_000);
      nodes.at(-1)!.close();
      net.advance(4000);
      expect(nodes.length).toBe(i + 2);
    }
    expect(statsOf(pool).outbound).toBe(1);
  });

  it('does not count the end of a young peer that the user closed as a failure', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A], minBackoffMs: 4000 });
    pool.joined$.subscribe((peer) => peer.close());
    pool.start();
    net.advance(0);
    for (let count = 2; count < 12; count++) {
      net.advance(4000);
      expect(nodes.length).toBeGreaterThanOrEqual(count);
    }
  });

  it('backs off from a node that closes each connection after the handshake', () => {
    const net = virtualNetwork();
    const nodes: Peer[] = nodesAt(net, [A], { conversations: [() => () => throwError(() => new Error('go away'))] });
    const pool = poolIn(net, { addresses: [A], minBackoffMs: 1000, maxBackoffMs: 600_000 });
    pool.start();
    net.advance(600_000);
    expect(nodes.length).toBeGreaterThan(8);
    expect(nodes.length).toBeLessThan(14);
  });

  it('is connected again as soon as a node accepts connections', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B, C], outbound: 2 });
    pool.start();
    net.advance(1000);
    nodes[0]!.close();
    net.advance(10_000);
    expect(statsOf(pool).outbound).toBe(2);
  });

  it.each([
    ['errors', () => throwError(() => new Error('no')), 'CALLBACK_FAILED', 0],
    ['completes without a connection', () => EMPTY, 'CONNECT_FAILED', 0],
    ['never completes', () => NEVER, 'CONNECT_TIMEOUT', 5000],
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'CALLBACK_FAILED',
      0,
    ],
  ] satisfies [string, NonNullable<PoolOptions['dial']>, string, number][])(
    'continues after a dial that %s',
    (_, dial, code, afterMs) => {
      const net = virtualNetwork();
      const pool = poolIn(net, { addresses: [A], dial, connectTimeoutMs: 5000 });
      const failed = outcomeOf(pool.failed$);
      pool.start();
      net.advance(afterMs);
      expect(failed.values).toMatchObject([{ address: A, direction: 'outbound', error: { code } }]);
      expect(statsOf(pool)).toMatchObject({ connecting: 0, outbound: 0 });
      pool.close();
      expect(net.scheduler.waitingCount).toBe(0);
    },
  );

  it('has one connection per address in any spelling', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A, A, `[::ffff:${A.split(':')[0]!}]:8333`] });
    pool.start();
    net.advance(60_000);
    expect([nodes.length, statsOf(pool).outbound]).toEqual([1, 1]);
  });

  it('passes the peer options to each connection', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B], services: 5n, newestBlock: () => ({ height: 7 }) });
    pool.start();
    net.advance(1000);
    expect(nodes.map(({ remote }) => [remote?.services, remote?.startHeight])).toEqual([
      [5n, 7],
      [5n, 7],
    ]);
  });

  it('calls onPeer for every connection, also for those that fail', () => {
    const net = virtualNetwork();
    nodesAt(net, [A]);
    const seen: string[] = [];
    const pool = poolIn(net, {
      addresses: [A],
      requiredServices: ServiceFlags.network,
      onPeer: (peer) => seen.push(peer.address),
    });
    const eventLog = eventLogOf(pool);
    pool.start();
    net.advance(1000);
    expect(seen).toEqual([A]);
    expect(eventLog.slice(1)).toEqual([`failed outbound ${A} SERVICES_MISSING`]);
  });

  it('dials nothing with outbound: 0', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A], outbound: 0 });
    pool.start();
    net.advance(60_000);
    expect(nodes).toEqual([]);
  });

  it('cancels its dials when it closes', () => {
    const net = virtualNetwork({ isBlackHole: () => true });
    const pool = poolIn(net, { addresses: [A, B] });
    const failed = outcomeOf(pool.failed$);
    pool.start();
    net.advance(100);
    pool.close();
    expect([failed.values, failed.end]).toEqual([[], 'complete']);
    expect(net.scheduler.waitingCount).toBe(0);
    pool.start();
    expect(net.scheduler.waitingCount).toBe(0);
  });
});
