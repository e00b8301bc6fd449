import { describe, expect, it } from '@jest/globals';
import { connectionToEvict, type EvictionCandidate } from '../../lib/connect/eviction.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';

interface Connection extends EvictionCandidate {
  readonly id: number;
}

/** Connections that no rule protects, each in its own group; the first is the oldest. */
function connections(count: number, change: (id: number) => Partial<EvictionCandidate> = () => ({})): Connection[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    keyedGroup: BigInt(id),
    connectedMs: 1000 + id,
    minRoundTripMs: Infinity,
    lastTransactionMs: 0,
    lastBlockMs: 0,
    relaysTransactions: true,
    servesBlocks: false,
    diversity: undefined,
    isDiscouraged: false,
    ...change(id),
  }));
}

/** The connections that are evicted one after another until all remaining ones are protected. */
function evictedOf(candidates: readonly Connection[]): number[] {
  const evicted: number[] = [];
  for (let left = [...candidates]; ;) {
    const victim = connectionToEvict(left);
    if (victim === undefined) return evicted;
    evicted.push(victim.id);
    left = left.filter((each) => each !== victim);
  }
}

const survivorsOf = (candidates: readonly Connection[]): number[] => {
  const evicted = new Set(evictedOf(candidates));
  return candidates.filter(({ id }) => !evicted.has(id)).map(({ id }) => id);
};

describe('the connection that is evicted', () => {
  it('is none of up to 20 connections: four rules protect 4, 8, 4 and 4', () => {
    const few = [connections(0), connections(20)].map((candidates) => connectionToEvict(candidates));
    expect(few).toEqual([undefined, undefined]);
    // One remains, and half of it, rounded down, is 0.
    expect(connectionToEvict(connections(21))).toBeDefined();
  });

  it('is the youngest of the largest group', () => {
    const group = (id: number): bigint => BigInt(id >= 60 && id < 90 ? 0 : id + 1);
    const candidates = connections(120, (id) => ({ keyedGroup: group(id) }));
    expect(connectionToEvict(candidates)?.id).toBe(89);
  });

  it('is the youngest of all if no group is larger', () => {
    // The four highest groups are protected, so the order of the groups must differ from that of the connections.
    const candidates = connections(100, (id) => ({ keyedGroup: BigInt(100 - id) }));
    expect(connectionToEvict(candidates)?.id).toBe(99);
  });

  it.each<[string, (isChosen: boolean, id: number) => Partial<EvictionCandidate>, number]>([
    ['whose keyed groups are the highest', (is, id) => ({ keyedGroup: BigInt(is ? 1000 + id : 0) }), 4],
    ['with the shortest round trips', (is) => ({ minRoundTripMs: is ? 10 : 20 }), 8],
    ['that sent transactions last', (is) => ({ lastTransactionMs: is ? 20 : 10 }), 4],
    ['that sent blocks last', (is) => ({ lastBlockMs: is ? 20 : 10 }), 4],
  ])('is none of the connections %s', (_, change, count) => {
    // The youngest would be evicted first otherwise.
    const candidates = connections(100, (id) => ({ keyedGroup: 0n, ...change(id >= 100 - count, id) }));
    const chosen = candidates.slice(-count).map(({ id }) => id);
    expect(survivorsOf(candidates)).toEqual(expect.arrayContaining(chosen));
  });

  it('is a connection beyond the number that a rule protects', () => {
    const candidates = connections(100, (id) => ({ keyedGroup: 0n, minRoundTripMs: id >= 80 ? 10 : 20 }));
    const evicted = evictedOf(candidates);
    expect(evicted.filter((id) => id >= 80).length).toBeGreaterThan(0);
  });

  it('is not in the half that has been connected longest', () => {
    const candidates = connections(120, () => ({ keyedGroup: 0n }));
    const victims = [connectionToEvict(candidates)!.id];
    expect(victims[0]).toBeGreaterThanOrEqual(60);
    // An attacker that connects later cannot evict them with any number of connections.
    let present = candidates;
    for (let n = 0; n < 1000; n++) {
      const victim = connectionToEvict(present)!;
      present = present.filter((each) => each !== victim);
      present.push({ ...connections(1)[0]!, id: 1000 + n, connectedMs: 100_000 + n, minRoundTripMs: 500 });
    }
    expect(present.filter(({ id }) => id < 50).length).toBe(50);
  });

  /** The rules about groups and round trips protect the oldest twelve, so that ties protect no other ones. */
  const merits = (id: number): Partial<EvictionCandidate> => ({
    keyedGroup: BigInt(id < 4 ? 1 : 0),
    minRoundTripMs: id < 12 ? 1 : 100,
  });

  it.each([12, 13])('is none of 12 that want no transactions and sent blocks last; of %d', (count) => {
    const candidates = connections(100, (id) => {
      const isChosen = id >= 100 - count;
      return { ...merits(id), relaysTransactions: !isChosen, servesBlocks: true, lastBlockMs: isChosen ? 20 : 10 };
    });
    expect(survivorsOf(candidates).filter((id) => id >= 100 - count).length).toBe(12);
  });

  it.each(['loopback', 'onion', 'i2p', 'cjdns'] as const)(
    'is not of %s up to a quarter of what the other rules leave',
    (diversity) => {
      const candidates = connections(120, (id) => ({ ...merits(id), diversity: id < 100 ? undefined : diversity }));
      expect(evictedOf(candidates)[0]).toBe(99);
      // 20 are protected by the other rules, and 25 of 100 by this one.
      const more = connections(120, (id) => ({ ...merits(id), diversity: id < 94 ? undefined : diversity }));
      expect(evictedOf(more)[0]).toBe(119);
    },
  );

  it('is of the group with the youngest member if several groups are the largest', () => {
    const [a, b] = [1n, 2n];
    const groups = [a, b, b, a];
    const candidates = connections(28, (id) => ({
      keyedGroup: groups[id - 24] ?? 1000n + BigInt(id),
      minRoundTripMs: id < 24 ? 1 : 100,
    }));
    expect(connectionToEvict(candidates)?.id).toBe(27);
  });

  it('is a discouraged one first, if that is not protected', () => {
    const candidates = connections(120, (id) => ({ keyedGroup: 0n, isDiscouraged: id === 90 }));
    expect(connectionToEvict(candidates)?.id).toBe(90);
    const protectedByRoundTrip = candidates.map((each) => (each.id === 90 ? { ...each, minRoundTripMs: 1 } : each));
    expect(connectionToEvict(protectedByRoundTrip)?.id).not.toBe(90);
  });

  it('does not depend on the order of the candidates', () => {
    const seed = Math.floor(Math.random() * 0xffff_ffff);
    const prng = createSeededRandom(seed, 'eviction');
    const candidates = connections(100, () => ({
      minRoundTripMs: prng.below(1_000_000),
      lastTransactionMs: prng.below(1_000_000),
      lastBlockMs: prng.below(1_000_000),
    }));
    const shuffled = [...candidates].sort(() => prng.below(3) - 1);
    expect([seed, evictedOf(shuffled)]).toEqual([seed, evictedOf(candidates)]);
  });
});
