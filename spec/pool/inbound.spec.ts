import { describe, expect, it } from '@jest/globals';
import { createPeer, type CloseReason, type Peer } from '../../lib/index.js';
import { adversaries, virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, eventLogOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const DOOR = '0.0.0.0:8333';
const listenOn = { host: '0.0.0.0', port: 8333 };

/** Dials the pool's listener; returns the dialling peer, and the reasons of its end. */
function dialFrom(net: VirtualNetwork, from: string): { peer: Peer; reasons: CloseReason[] } {
  const { values } = outcomeOf(net.dial(DOOR, { from }));
  net.advance(0);
  const peer = createPeer(values[0]!, net.peerOptions(from));
  const reasons: CloseReason[] = [];
  peer.closed$.subscribe((reason) => reasons.push(reason));
  peer.start();
  net.advance(0);
  return { peer, reasons };
}

describe('the listener of a pool', () => {
  it('accepts nothing without listenOn', () => {
    const net = virtualNetwork();
    poolIn(net).start();
    const dialled = outcomeOf(net.dial(DOOR));
    net.advance(0);
    expect(dialled.end).toBe('TransportError CONNECT_FAILED');
  });

  it('accepts connections, and emits their peers like outbound ones', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn });
    const eventLog = eventLogOf(pool);
    pool.start();
    const { peer } = dialFrom(net, '20.0.0.1:5');
    expect(statsOf(pool)).toMatchObject({ inbound: 1, outbound: 0, connecting: 0 });
    peer.close();
    net.advance(0);
    expect(eventLog.slice(1)).toEqual(['joined 20.0.0.1:5', 'peers 20.0.0.1:5', 'left 20.0.0.1:5 remote', 'peers ']);
  });

  it('accepts maxInbound connections', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn, maxInbound: 3 });
    pool.start();
    const guests = [1, 2, 3, 4].map((n) => dialFrom(net, `20.0.0.${n}:1`));
    expect(guests.map(({ reasons }) => reasons.length)).toEqual([0, 0, 0, 1]);
    expect(statsOf(pool).inbound).toBe(3);
    guests[1]!.peer.close();
    net.advance(0);
    expect(dialFrom(net, '20.0.0.4:2').reasons).toEqual([]);
    expect(statsOf(pool).inbound).toBe(3);
  });

  it('accepts maxInboundPerAddress connections of one host in any spelling', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn, maxInboundPerAddress: 2 });
    pool.start();
    const froms = ['20.0.0.1:1', '[::ffff:20.0.0.1]:2', '20.0.0.1:3', '20.0.0.2:1'];
    const guests = froms.map((from) => dialFrom(net, from));
    expect(guests.map(({ reasons }) => reasons.length)).toEqual([0, 0, 1, 0]);
    guests[0]!.peer.close();
    net.advance(0);
    expect(dialFrom(net, '20.0.0.1:4').reasons).toEqual([]);
    expect(statsOf(pool).inbound).toBe(3);
  });

  it('accepts 5 connections of a public host or /64 by default, and any number of a private one', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn });
    pool.start();
    const acceptedOf = (hostOf: (n: number) => string): number =>
      Array.from({ length: 8 }, (_, n) => dialFrom(net, `${hostOf(n)}:${n + 1}`)).filter(
        ({ reasons }) => reasons.length === 0,
      ).length;
    expect(acceptedOf(() => '20.0.0.1')).toBe(5);
    expect(acceptedOf((n) => `[2a01:1:1:1::${n + 1}]`)).toBe(5);
    expect(acceptedOf((n) => `[2a01:1:1:${n + 2}::1]`)).toBe(8);
    expect(acceptedOf(() => '127.0.0.1')).toBe(8);
    expect(acceptedOf(() => '192.168.0.1')).toBe(8);
  });

  it('accepts 64 incomplete handshakes, and evicts the oldest of the busiest group for a new one', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn, maxInboundPerAddress: 100 });
    pool.start();
    const silent = (from: string) => {
      const { values } = outcomeOf(net.dial(DOOR, { from }));
      net.advance(0);
      net.attack(values[0]!, adversaries.silent());
      return outcomeOf(values[0]!.chunk$);
    };
    const lonely = silent('20.0.0.1:1');
    const crowd = Array.from({ length: 63 }, (_, n) => silent(`21.0.${n % 7}.1:${n + 1}`));
    expect(statsOf(pool)).toMatchObject({ connecting: 64, inbound: 0 });
    expect(dialFrom(net, '30.0.0.1:1').reasons).toEqual([]);
    expect(statsOf(pool)).toMatchObject({ connecting: 63, inbound: 1 });
    expect([lonely.end, crowd[0]!.end, crowd[1]!.end]).toEqual([undefined, 'complete', undefined]);
    net.advance(30_000);
    expect(statsOf(pool)).toMatchObject({ connecting: 0, inbound: 1 });
  });

  it('evicts a peer of the largest group for a new one when it is full', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn, maxInbound: 40 });
    const eventLog = eventLogOf(pool);
    pool.start();
    const guests = Array.from({ length: 40 }, (_, n) => {
      net.advance(1000);
      return dialFrom(net, n < 20 ? `${30 + n}.0.0.1:1` : `21.0.${n}.1:1`);
    });
    expect(statsOf(pool).inbound).toBe(40);
    expect(dialFrom(net, '50.0.0.1:1').reasons).toEqual([]);
    expect(statsOf(pool)).toMatchObject({ inbound: 40, discouragedAddresses: 0 });
    expect(eventLog.filter((line) => line.startsWith('left'))).toEqual([expect.stringMatching(/^left 21\..* local$/)]);
    expect(guests.slice(0, 20).every(({ reasons }) => reasons.length === 0)).toBe(true);
  });

  it('may be closed by a subscriber during an eviction', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn, maxInbound: 40 });
    pool.start();
    for (let n = 0; n < 40; n++) dialFrom(net, `21.0.${n}.1:1`);
    pool.left$.subscribe(() => pool.close());
    expect(dialFrom(net, '50.0.0.1:1').reasons).toEqual([{ by: 'remote' }]);
    net.advance(1000);
    expect(net.connectionCount).toBe(0);
  });

  it('emits a fault if it cannot listen, and the pool continues', () => {
    const net = virtualNetwork();
    const [A] = addressesInGroups(1) as [string];
    nodesAt(net, [A, DOOR]);
    const pool = poolIn(net, { listenOn, addresses: [A] });
    const faults = outcomeOf(pool.faults$);
    pool.start();
    net.advance(0);
    expect(faults.values).toMatchObject([{ code: 'LISTEN_FAILED' }]);
    expect(statsOf(pool).outbound).toBe(1);
  });

  it('closes with the pool', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn });
    pool.start();
    const guest = dialFrom(net, '20.0.0.1:1');
    pool.close();
    net.advance(0);
    expect(guest.reasons).toEqual([{ by: 'remote' }]);
    const late = outcomeOf(net.dial(DOOR));
    net.advance(0);
    expect(late.end).toBe('TransportError CONNECT_FAILED');
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });
});

describe('a pool that dials itself', () => {
  it('detects it, and does not dial the address again', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const [A, B] = addressesInGroups(2) as [string, string];
    nodesAt(net, [A]);
    const [host, port] = B.split(':') as [string, string];
    const pool = poolIn(net, { addresses: [A, B], listenOn: { host, port: Number(port) } });
    const eventLog = eventLogOf(pool);
    pool.start();
    net.advance(86_400_000);
    expect(eventLog.filter((line) => line.startsWith('failed')).sort()).toEqual([
      expect.stringMatching(/^failed inbound 192\.0\.2\.1:\d+ SELF_CONNECTION$/),
      `failed outbound ${B} REMOTE_CLOSED`,
    ]);
    expect(statsOf(pool)).toMatchObject({ outbound: 1, bannedAddresses: 0 });
  });
});
