import { describe, expect, it } from '@jest/globals';
import { createPeer, type CloseReason, type Peer } from '../../lib/index.js';
import { adversaries, virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, diaryOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const DOOR = '0.0.0.0:8333';
const listenOn = { host: '0.0.0.0', port: 8333 };

/** Dials the pool's door; gives the peer of who dials, and how it ended. */
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

describe('the door of a pool', () => {
  it('is shut unless it is opened', () => {
    const net = virtualNetwork();
    poolIn(net).start();
    const dialled = outcomeOf(net.dial(DOOR));
    net.advance(0);
    expect(dialled.end).toBe('TransportError CONNECT_FAILED');
  });

  it('lets in whoever comes, and tells of them as of the others', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn });
    const diary = diaryOf(pool);
    pool.start();
    const { peer } = dialFrom(net, '20.0.0.1:5');
    expect(statsOf(pool)).toMatchObject({ inbound: 1, outbound: 0, connecting: 0 });
    peer.close();
    net.advance(0);
    expect(diary.slice(1)).toEqual(['joined 20.0.0.1:5', 'peers 20.0.0.1:5', 'left 20.0.0.1:5 remote', 'peers ']);
  });

  it('lets in maxInbound at a time', () => {
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

  it('lets in maxInboundPerAddress of one host, however it is spelled', () => {
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

  it('has 64 places for those whose handshake is not made', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { listenOn });
    pool.start();
    for (let n = 0; n < 70; n++) {
      const { values } = outcomeOf(net.dial(DOOR, { from: `20.${n}.0.1:1` }));
      net.advance(0);
      net.attack(values[0]!, adversaries.silent());
    }
    expect(statsOf(pool)).toMatchObject({ connecting: 64, inbound: 0 });
    net.advance(30_000);
    expect(statsOf(pool)).toMatchObject({ connecting: 0 });
    expect(dialFrom(net, '30.0.0.1:1').reasons).toEqual([]);
  });

  it('that cannot be opened is a fault, and the pool goes on', () => {
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
  it('notices, and does it once', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const [A, B] = addressesInGroups(2) as [string, string];
    nodesAt(net, [A]);
    const [host, port] = B.split(':') as [string, string];
    const pool = poolIn(net, { addresses: [A, B], listenOn: { host, port: Number(port) } });
    const diary = diaryOf(pool);
    pool.start();
    net.advance(86_400_000);
    expect(diary.filter((line) => line.startsWith('failed')).sort()).toEqual([
      expect.stringMatching(/^failed inbound 192\.0\.2\.1:\d+ SELF_CONNECTION$/),
      `failed outbound ${B} REMOTE_CLOSED`,
    ]);
    expect(statsOf(pool)).toMatchObject({ outbound: 1, bannedAddresses: 0 });
  });
});
