import { describe, expect, it } from '@jest/globals';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool } from '../../lib/node.js';
import { peerAddressOf } from '../../lib/pool/peerAddress.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { playHost, type Character, type Host } from './hosts.js';
import { eventLogOf, poolIn, statsOf } from './virtualPool.js';

const DAY_MS = 86_400_000;

/** One slot dials each of the seven hosts that take 30 s to fail at most once, because of their backoff, one after another. */
const MAX_SHORTFALL_MS = 8 * 30_000;

const CHARACTERS: readonly Character[] = [
  ...Array<Character>(14).fill('good'),
  ...Array<Character>(20).fill('mortal'),
  ...(['refusing', 'refusing', 'refusing', 'refusing', 'blackHole', 'blackHole', 'blackHole', 'blackHole'] as const),
  ...(['misbehaving', 'misbehaving', 'misbehaving', 'silent', 'silent', 'silent', 'closing', 'closing'] as const),
];

interface Day {
  readonly net: VirtualNetwork;
  readonly pool: Pool;
  readonly hosts: readonly Host[];
  readonly eventLog: readonly string[];
}

/** A pool that knows one of 50 hosts; each network group has two of them. */
function dayOf(seed: number): Day {
  const hosts = CHARACTERS.map((character, i): Host => {
    const address = `${30 + (i % 25)}.7.${i}.1:8333`;
    return { address, character, accepted: [], isUp: false };
  });
  const net = virtualNetwork({
    seed,
    latencyMs: [20, 200],
    isBlackHole: (address) => hosts.find((host) => host.address === address)?.character === 'blackHole',
  });
  const addresses = hosts.map(({ address }) => address);
  for (const host of hosts) playHost(net, host, createSeededRandom(seed, host.address), addresses);
  const pool = poolIn(net, { addresses: [addresses[0]!] });
  return { net, pool, hosts, eventLog: eventLogOf(pool) };
}

describe.each([1, 2, 3])('a pool among 50 hosts for a day, seed %d', (seed) => {
  it('has 8 connections again within four minutes, each in another group', () => {
    const { net, pool, hosts, eventLog } = dayOf(seed);
    const shortgoDownsMs: number[] = [];
    let shortSinceMs: number | undefined = net.scheduler.now();
    let crowdedMs = 0;
    pool.stats$.subscribe(({ outbound }) => {
      if (outbound < 8) shortSinceMs ??= net.scheduler.now();
      else if (shortSinceMs !== undefined) {
        shortgoDownsMs.push(net.scheduler.now() - shortSinceMs);
        shortSinceMs = undefined;
      }
      expect(outbound).toBeLessThanOrEqual(8);
    });
    pool.peers$.subscribe((peers) => {
      const groups = peers.map(({ address }) => peerAddressOf(address)!.group);
      if (new Set(groups).size < groups.length) crowdedMs += 1;
      expect(new Set(peers.map(({ address }) => address)).size).toBe(peers.length);
    });
    pool.start();
    for (let minute = 0; minute < DAY_MS / 60_000; minute++) net.advance(60_000);
    expect(shortSinceMs).toBeUndefined();
    expect(Math.max(...shortgoDownsMs)).toBeLessThan(MAX_SHORTFALL_MS);
    expect(crowdedMs).toBe(0);
    expect(shortgoDownsMs.length).toBeGreaterThan(5);
    for (const { accepted, character } of hosts)
      if (character === 'misbehaving') expect(accepted.length).toBeLessThan(2);
    expect(statsOf(pool)).toMatchObject({ inbound: 0, outbound: 8, connecting: 0 });
    expect(eventLog.length).toBeGreaterThan(40);
  }, 60_000);

  it('is reproducible', () => {
    const diaries = [0, 1].map(() => {
      const { net, pool, eventLog } = dayOf(seed);
      pool.start();
      net.advance(DAY_MS / 12);
      pool.close();
      return eventLog;
    });
    expect(diaries[0]).toEqual(diaries[1]);
    expect(diaries[0]!.length).toBeGreaterThan(20);
  });
});
