import { describe, expect, it } from '@jest/globals';
import type { Duplex } from '../../lib/index.js';
import { adversaries, virtualNetwork, type Adversary, type VirtualNetwork } from '../../lib/marbles.js';
import { Bans, MAX_BANS } from '../../lib/pool/bans.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, diaryOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const DAY_MS = 86_400_000;
const [A, B] = addressesInGroups(2) as [string, string];

/** Plays the adversary on whoever comes; gives the moments when somebody did. */
function trapAt(net: VirtualNetwork, address: string, adversary: () => Adversary): number[] {
  const startMs = net.scheduler.now();
  const atMs: number[] = [];
  net.listen(address).subscribe((duplex) => {
    atMs.push(net.scheduler.now() - startMs);
    net.attack(duplex, adversary());
  });
  return atMs;
}

describe('an address whose peer misbehaved', () => {
  it('is left alone for a day, exactly', () => {
    const net = virtualNetwork();
    const dialled = trapAt(net, A, () => adversaries.garbage({ afterHandshake: true }));
    const pool = poolIn(net, { addresses: [A], gossip: false });
    const diary = diaryOf(pool);
    let misdeedMs = NaN;
    pool.left$.subscribe(() => (misdeedMs = net.scheduler.now()));
    pool.start();
    net.advance(1000);
    expect(diary.slice(1)).toEqual([`joined ${A}`, `peers ${A}`, `left ${A} fault`, 'peers ']);
    net.scheduler.advanceTo(misdeedMs + DAY_MS - 1);
    expect(dialled.length).toBe(1);
    expect(statsOf(pool)).toMatchObject({ bannedAddresses: 1, outbound: 0, connecting: 0 });
    net.advance(1);
    expect(dialled.length).toBe(2);
  });

  it('is no ban any more when the day is over, whether it is dialled or not', () => {
    const net = virtualNetwork();
    trapAt(net, A, () => adversaries.garbage());
    nodesAt(net, [B]);
    const pool = poolIn(net, { addresses: [A, B], outbound: 2, banMs: 60_000 });
    const banned = outcomeOf(pool.stats$);
    pool.start();
    net.advance(59_999);
    expect(statsOf(pool).bannedAddresses).toBe(1);
    pool.close();
    net.advance(1);
    expect(banned.values.map(({ bannedAddresses }) => bannedAddresses)).toContain(1);
    expect(net.scheduler.waitingCount).toBe(0);
  });

  it.each([
    ['garbage', adversaries.garbage(), 1],
    ['oversized', adversaries.oversized({ afterHandshake: true }), 1],
    ['versionTwice', adversaries.versionTwice(), 1],
    ['wrongChecksums', adversaries.wrongChecksums(), 1],
    // What may happen to anybody: they come again by backoff.
    ['hangsUpMidway', adversaries.hangsUpMidway(), 0],
    ['silent', adversaries.silent(), 0],
  ])('was one of those who mean ill: %s', (_, adversary, bannedAddresses) => {
    const net = virtualNetwork();
    const dialled = trapAt(net, A, () => adversary);
    const pool = poolIn(net, { addresses: [A] });
    pool.start();
    net.advance(60_000);
    expect(statsOf(pool)).toMatchObject({ bannedAddresses });
    expect(dialled.length > 1).toBe(bannedAddresses === 0);
  });

  it('is not dialled either when its host has misbehaved on our door', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { addresses: ['20.0.0.1:8333'], outbound: 0, listenOn: { host: '0.0.0.0', port: 1 } });
    const diary = diaryOf(pool);
    pool.start();
    const ends = [1, 2].map((port) => {
      const end = outcomeOf<Duplex>(net.dial('0.0.0.0:1', { from: `20.0.0.1:${port}` }));
      net.advance(0);
      if (port === 1) net.attack(end.values[0]!, adversaries.garbage());
      net.advance(1000);
      return end.values[0]!;
    });
    expect(diary.slice(1)).toEqual(['failed inbound 20.0.0.1:1 WRONG_MAGIC']);
    const second = outcomeOf(ends[1]!.chunk$);
    net.advance(0);
    expect([second.values, second.end]).toEqual([[], 'complete']);
    expect(statsOf(pool)).toMatchObject({ bannedAddresses: 1, inbound: 0, connecting: 0 });
  });

  it('is no ban of our own host: all of a simulation would be in it', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { outbound: 0, listenOn: { host: '127.0.0.1', port: 1 } });
    const diary = diaryOf(pool);
    pool.start();
    const end = outcomeOf<Duplex>(net.dial('127.0.0.1:1', { from: '127.0.0.1:2' }));
    net.advance(0);
    net.attack(end.values[0]!, adversaries.garbage());
    net.advance(1000);
    expect(diary.slice(1)).toEqual(['failed inbound 127.0.0.1:2 WRONG_MAGIC']);
    expect(statsOf(pool).bannedAddresses).toBe(0);
  });
});

describe('bans', () => {
  it('are bounded: the oldest goes', () => {
    const bans = new Bans();
    for (let n = 0; n < MAX_BANS + 5; n++) bans.add(`host ${n}`, 1000 + n);
    expect(bans.size).toBe(MAX_BANS);
    expect([bans.endOf('host 4', 0), bans.endOf('host 5', 0)]).toEqual([undefined, 1005]);
  });

  it('end in their order, and begin anew by another misdeed', () => {
    const bans = new Bans();
    bans.add('a', 10);
    bans.add('b', 20);
    bans.add('a', 30);
    expect(bans.nextEndMs).toBe(20);
    bans.lift(20);
    expect([bans.endOf('a', 20), bans.endOf('b', 19), bans.size]).toEqual([30, undefined, 1]);
    expect(bans.endOf('a', 30)).toBeUndefined();
  });
});
