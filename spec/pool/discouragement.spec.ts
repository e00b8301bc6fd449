import { describe, expect, it } from '@jest/globals';
import { bitcoin, LocalProtocolError, type Duplex } from '../../lib/index.js';
import { adversaries, virtualNetwork, type Adversary, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool, PoolOptions } from '../../lib/node.js';
import { AvoidedHosts, MAX_AVOIDED_HOSTS, type AvoidedHost } from '../../lib/pool/avoidedHosts.js';
import { exceedsLimit, exceedsLimitAtOnce } from '../helpers/peer/exceedsLimit.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { faultOf, local } from '../helpers/wire/fault.js';
import { eventLogOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const DAY_MS = 86_400_000;
const PORT = bitcoin.regtest.defaultPort;
const DOOR = '0.0.0.0:8333';
const listenOn = { host: '0.0.0.0', port: 8333 };

/** Runs the adversary on each connection to the address; returns the times of the connections. */
function trapAt(net: VirtualNetwork, address: string, adversary: () => Adversary): number[] {
  const startMs = net.scheduler.now();
  const atMs: number[] = [];
  net.listen(address).subscribe((duplex) => {
    atMs.push(net.scheduler.now() - startMs);
    net.attack(duplex, adversary());
  });
  return atMs;
}

/** A pool that gets these hosts from a DNS seed, so they are not named by the user. */
function poolKnowing(net: VirtualNetwork, hosts: readonly string[], options: Partial<PoolOptions> = {}): Pool {
  return poolIn(net, { dnsSeeds: ['seed.example'], resolve: () => [hosts], ...options });
}

/** Dials the pool from an address and runs the adversary; returns the pool's side of the connection. */
function attackFrom(net: VirtualNetwork, from: string, adversary: Adversary): Duplex {
  const { values } = outcomeOf<Duplex>(net.dial(DOOR, { from }));
  net.advance(0);
  net.attack(values[0]!, adversary);
  net.advance(1000);
  return values[0]!;
}

/** Whether a connection from an address is accepted. */
function isAccepted(net: VirtualNetwork, from: string): boolean {
  const { values } = outcomeOf<Duplex>(net.dial(DOOR, { from }));
  net.advance(0);
  const closed = outcomeOf(values[0]!.chunk$);
  net.advance(100);
  const wasAccepted = closed.end === undefined;
  values[0]!.close();
  net.advance(0);
  return wasAccepted;
}

describe('a host whose peer misbehaved', () => {
  it('is discouraged and not dialled for exactly 24 h', () => {
    const net = virtualNetwork();
    const dialled = trapAt(net, `20.0.0.1:${PORT}`, exceedsLimit);
    const pool = poolKnowing(net, ['20.0.0.1']);
    let misdeedMs = NaN;
    pool.left$.subscribe(() => (misdeedMs = net.scheduler.now()));
    pool.start();
    net.advance(1000);
    expect(pool.discouraged()).toEqual([
      {
        host: '20.0.0.1',
        kind: 'discouraged',
        reason: { code: 'TOO_MANY_ITEMS', text: expect.stringContaining('50001') },
        sinceMs: misdeedMs,
        untilMs: misdeedMs + DAY_MS,
      },
    ]);
    net.scheduler.advanceTo(misdeedMs + DAY_MS - 1);
    expect(dialled.length).toBe(1);
    expect(statsOf(pool)).toMatchObject({ discouragedAddresses: 1, bannedAddresses: 0, outbound: 0, connecting: 0 });
    net.advance(1);
    expect(dialled.length).toBe(2);
  });

  it('is discouraged for discourageMs, whether it is dialled afterwards or not', () => {
    const net = virtualNetwork();
    trapAt(net, `20.0.0.1:${PORT}`, exceedsLimit);
    nodesAt(net, [`30.0.0.1:${PORT}`]);
    const pool = poolKnowing(net, ['20.0.0.1', '30.0.0.1'], { outbound: 2, discourageMs: 60_000, gossip: false });
    const counts = outcomeOf(pool.stats$);
    pool.start();
    net.advance(59_999);
    expect(statsOf(pool).discouragedAddresses).toBe(1);
    pool.close();
    net.advance(1);
    expect(counts.values.map(({ discouragedAddresses }) => discouragedAddresses)).toContain(1);
    expect(net.scheduler.waitingCount).toBe(0);
  });

  it.each<[string, Adversary, number]>([
    ['exceeds a limit', exceedsLimit(), 1],
    ['exceeds it before its version', exceedsLimitAtOnce(), 0],
    ['sends garbage', adversaries.garbage(), 0],
    ['closes within a message', adversaries.hangsUpMidway(), 0],
    ['sends nothing', adversaries.silent(), 0],
  ])('is discouraged only for a violation that is misbehaviour: it %s', (_, adversary, discouragedAddresses) => {
    const net = virtualNetwork();
    const dialled = trapAt(net, `20.0.0.1:${PORT}`, () => adversary);
    const pool = poolKnowing(net, ['20.0.0.1']);
    pool.start();
    net.advance(60_000);
    expect(statsOf(pool)).toMatchObject({ discouragedAddresses, bannedAddresses: 0 });
    expect(dialled.length > 1).toBe(discouragedAddresses === 0);
  });

  it('is only backed off if the user named it', () => {
    const net = virtualNetwork();
    const dialled = trapAt(net, '20.0.0.1:8333', exceedsLimit);
    const pool = poolIn(net, { addresses: ['20.0.0.1:8333'], minBackoffMs: 1000, maxBackoffMs: 10_000, listenOn });
    pool.start();
    net.advance(60_000);
    expect(dialled.length).toBeGreaterThan(5);
    attackFrom(net, '20.0.0.1:40000', exceedsLimit());
    expect(pool.discouraged()).toEqual([]);
  });

  it.each([
    ['127.0.0.1', 0],
    ['127.8.8.8', 0],
    ['10.0.0.1', 0],
    ['192.168.1.1', 0],
    ['172.16.0.1', 0],
    ['169.254.0.1', 0],
    ['100.64.0.1', 0],
    ['[::1]', 0],
    ['[fd00::1]', 0],
    ['[fc00::1]', 0],
    ['[fe80::1]', 0],
    ['[::ffff:192.168.1.1]', 0],
    ['[::ffff:20.0.0.1]', 1],
    ['20.0.0.1', 1],
    ['[2a01::1]', 1],
  ])('is discouraged when it is %s: %d', (host, count) => {
    const net = virtualNetwork();
    const pool = poolIn(net, { outbound: 0, listenOn });
    pool.start();
    attackFrom(net, `${host}:5`, exceedsLimit());
    expect(pool.discouraged().length).toBe(count);
  });

  it('counts as its /64 if it has IPv6', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [`[2a01:1:1:1::2]:${PORT}`, `[2a01:1:1:2::2]:${PORT}`]);
    const pool = poolKnowing(net, ['2a01:1:1:1::2', '2a01:1:1:2::2'], { outbound: 0, listenOn });
    pool.start();
    attackFrom(net, '[2a01:1:1:1:ffff::1]:5', exceedsLimit());
    expect(pool.discouraged()).toMatchObject([{ host: '2a01:1:1:1::/64' }]);
    pool.close();
    expect(nodes).toEqual([]);
  });

  it('is accepted while more than one inbound slot is free', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { outbound: 0, listenOn, maxInbound: 3 });
    pool.start();
    attackFrom(net, '20.0.0.1:5', exceedsLimit());
    expect(statsOf(pool)).toMatchObject({ discouragedAddresses: 1, inbound: 0 });
    expect(isAccepted(net, '20.0.0.1:6')).toBe(true);
    const guest = poolIn(net, { ...net.peerOptions('guest'), addresses: [DOOR], outbound: 1 });
    guest.start();
    net.advance(1000);
    expect(isAccepted(net, '20.0.0.1:7')).toBe(true);
    const second = poolIn(net, { ...net.peerOptions('second'), addresses: [DOOR], outbound: 1 });
    second.start();
    net.advance(1000);
    expect(statsOf(pool).inbound).toBe(2);
    expect(isAccepted(net, '20.0.0.1:8')).toBe(false);
    expect(isAccepted(net, '20.0.0.2:8')).toBe(true);
  });

  it('is dialled again at once after unban()', () => {
    const net = virtualNetwork();
    const dialled = trapAt(net, `20.0.0.1:${PORT}`, exceedsLimit);
    const pool = poolKnowing(net, ['20.0.0.1'], { minBackoffMs: 1000, gossip: false });
    pool.start();
    net.advance(10_000);
    expect(pool.unban('20.0.0.1')).toBe(true);
    net.advance(0);
    expect(dialled.length).toBe(2);
    expect(pool.unban('30.0.0.1')).toBe(false);
  });
});

describe('a ban', () => {
  it('closes the peers of the host, and refuses it until the ban ends', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [`20.0.0.1:${PORT}`]);
    const pool = poolKnowing(net, ['20.0.0.1'], { listenOn, minBackoffMs: 1000 });
    const eventLog = eventLogOf(pool);
    pool.start();
    net.advance(1000);
    const sinceMs = net.scheduler.now();
    pool.ban('20.0.0.1', { durationMs: 60_000, reason: 'too slow' });
    net.advance(0);
    expect(eventLog.at(-2)).toBe(`left 20.0.0.1:${PORT} local`);
    expect(pool.banned()).toEqual([
      {
        host: '20.0.0.1',
        kind: 'banned',
        reason: { code: 'MANUAL', text: 'too slow' },
        sinceMs,
        untilMs: sinceMs + 60_000,
      },
    ]);
    expect([statsOf(pool).bannedAddresses, isAccepted(net, '20.0.0.1:5'), isAccepted(net, '20.0.0.2:5')]).toEqual([
      1,
      false,
      true,
    ]);
    net.scheduler.advanceTo(sinceMs + 59_999);
    expect([nodes.length, statsOf(pool).bannedAddresses]).toEqual([1, 1]);
    net.advance(1);
    expect([nodes.length, statsOf(pool).bannedAddresses]).toEqual([2, 0]);
  });

  it('cancels a dial in progress', () => {
    const net = virtualNetwork({ isBlackHole: () => true });
    const pool = poolKnowing(net, ['20.0.0.1']);
    pool.start();
    expect(statsOf(pool).connecting).toBe(1);
    pool.ban('20.0.0.1');
    expect(statsOf(pool).connecting).toBe(0);
    pool.close();
    expect(net.scheduler.waitingCount).toBe(0);
  });

  it('closes the inbound peers of a /64', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { outbound: 0, listenOn });
    pool.start();
    const dialled = ['[2a01:1:1:1::1]:1', '[2a01:1:1:1::2]:1', '[2a01:1:1:2::1]:1'].map((from) => {
      const { values } = outcomeOf<Duplex>(net.dial(DOOR, { from }));
      net.advance(0);
      return outcomeOf(values[0]!.chunk$);
    });
    pool.ban('2a01:1:1:1::/64');
    net.advance(0);
    expect(dialled.map(({ end }) => end)).toEqual(['complete', 'complete', undefined]);
    expect(pool.banned().map(({ host }) => host)).toEqual(['2a01:1:1:1::/64']);
    expect(pool.unban('2a01:1:1:1:7::7')).toBe(true);
    expect(pool.banned()).toEqual([]);
  });

  it('lasts 24 h, ends with unban(), and is possible before start()', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [`20.0.0.1:${PORT}`]);
    const pool = poolKnowing(net, ['20.0.0.1'], { gossip: false });
    pool.ban('20.0.0.1:1');
    expect(net.scheduler.waitingCount).toBe(0);
    expect(pool.banned()).toMatchObject([{ host: '20.0.0.1', untilMs: net.scheduler.now() + DAY_MS }]);
    pool.start();
    net.advance(DAY_MS / 2);
    expect(nodes).toEqual([]);
    expect(pool.unban('20.0.0.1')).toBe(true);
    net.advance(1000);
    expect(nodes.length).toBe(1);
  });

  it.each<[string, string, object]>([
    ['host', '', {}],
    ['host', 'a b', {}],
    ['host', '20.0.0.1/8', {}],
    ['host', '30.0.0.1', {}],
    ['durationMs', '20.0.0.1', { durationMs: 0 }],
    ['durationMs', '20.0.0.1', { durationMs: 101 * 365 * DAY_MS }],
    ['reason', '20.0.0.1', { reason: 7 }],
  ])('throws with the path %s for an invalid argument: %s %p', (option, host, options) => {
    const pool = poolIn(virtualNetwork(), { addresses: ['30.0.0.1:8333'] });
    expect(faultOf(() => pool.ban(host, options))).toStrictEqual(local('INVALID_OPTION', option));
  });

  it('is refused beyond 10,000', () => {
    const pool = poolIn(virtualNetwork());
    for (let n = 0; n < MAX_AVOIDED_HOSTS; n++) pool.ban(`20.0.${n >> 8}.${n & 0xff}`);
    expect(() => pool.ban('30.0.0.1')).toThrow(LocalProtocolError);
    pool.ban('20.0.0.0');
    pool.unban('20.0.0.1');
    pool.ban('30.0.0.1');
    expect(pool.banned().length).toBe(MAX_AVOIDED_HOSTS);
  });
});

describe('avoided hosts', () => {
  const entry = (host: string, untilMs: number): AvoidedHost => ({
    host,
    kind: 'discouraged',
    reason: { code: 'A', text: '' },
    sinceMs: 0,
    untilMs,
  });

  it('evict the entry that ends first at the bound', () => {
    const hosts = new AvoidedHosts();
    for (let n = 0; n < MAX_AVOIDED_HOSTS; n++) hosts.add(entry(`host ${n}`, n === 7 ? 1 : 1000 + n));
    expect([hosts.size, hosts.has('host 7')]).toEqual([MAX_AVOIDED_HOSTS, true]);
    hosts.add(entry('one more', 5000));
    expect([hosts.size, hosts.has('host 7'), hosts.has('host 0')]).toEqual([MAX_AVOIDED_HOSTS, false, true]);
  });

  it('end at their time, and later after another misbehaviour', () => {
    const hosts = new AvoidedHosts();
    hosts.add(entry('a', 10));
    hosts.add(entry('b', 20));
    hosts.add(entry('a', 30));
    expect(hosts.nextExpiryMs).toBe(20);
    expect([hosts.avoidedUntilMs('b', 19), hosts.avoidedUntilMs('b', 20)]).toEqual([20, undefined]);
    hosts.expire(20);
    expect([[...hosts].map(({ host }) => host), hosts.nextExpiryMs]).toEqual([['a'], 30]);
  });
});
