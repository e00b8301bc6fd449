/** What decides whether an inbound connection is evicted for a new one. */
export interface EvictionCandidate {
  /** The network group, hashed with a secret key: nobody outside can tell which groups have the highest values. */
  readonly keyedGroup: bigint;
  readonly connectedMs: number;
  /** The shortest round trip of a ping; Infinity before the first pong. */
  readonly minRoundTripMs: number;
  /** When the remote last sent a transaction; 0 for never. */
  readonly lastTransactionMs: number;
  /** When the remote last sent a block; 0 for never. */
  readonly lastBlockMs: number;
  /** Whether the remote wants transactions; false before its version. */
  readonly relaysTransactions: boolean;
  /** Whether the remote serves blocks; false before its version. */
  readonly servesBlocks: boolean;
  /** The kind of network, if its remotes have long round trips or share one address, and so lose by the other rules. */
  readonly diversity: 'loopback' | 'onion' | 'i2p' | 'cjdns' | undefined;
  /** Whether the pool discourages the host: evicted before all others that are not protected. */
  readonly isDiscouraged: boolean;
}

/** The number of connections that each rule protects (Bitcoin Core, node/eviction.cpp SelectNodeToEvict). */
const PROTECTED_BY_GROUP = 4;
const PROTECTED_BY_ROUND_TRIP = 8;
const PROTECTED_BY_TRANSACTION = 4;
const PROTECTED_BLOCKS_ONLY = 8;
const PROTECTED_BY_BLOCK = 4;

/**
 * The inbound connection that makes room for a new one; undefined if all of them are protected, as they are up to about 20.
 *
 * An attacker who opens many connections must not be able to push the others out, so connections are protected by properties that are
 * hard to fake: 4 by the keyed hash of their network group, 8 by their shortest round trip, 4 that last sent a transaction, 8 that want no
 * transactions and last sent a block, 4 that last sent a block, and of the remaining ones the half that has been connected longest, in
 * which half of the places are reserved for loopback, onion, I2P and CJDNS. Of the others the youngest connection is evicted of
 * the network group that has the most.
 *
 * Source: Bitcoin Core, node/eviction.cpp. Core counts only transactions and blocks that are new and valid. This library validates
 * neither, so the three rules about them are weaker here; each protects 8 connections at most.
 */
export function connectionToEvict<C extends EvictionCandidate>(candidates: readonly C[]): C | undefined {
  let left = [...candidates];
  left = withoutLast(left, PROTECTED_BY_GROUP, byKeyedGroup);
  left = withoutLast(left, PROTECTED_BY_ROUND_TRIP, (a, b) => descending(a.minRoundTripMs, b.minRoundTripMs));
  left = withoutLast(left, PROTECTED_BY_TRANSACTION, byTransaction);
  left = withoutLast(left, PROTECTED_BLOCKS_ONLY, byBlockOnly, (each) => !each.relaysTransactions && each.servesBlocks);
  left = withoutLast(left, PROTECTED_BY_BLOCK, byBlock);
  left = withoutLongestConnected(left);
  const discouraged = left.filter(({ isDiscouraged }) => isDiscouraged);
  return youngestOfLargestGroup(discouraged.length > 0 ? discouraged : left);
}

type Order = (a: EvictionCandidate, b: EvictionCandidate) => number;

/** Those that are left when the last `count` in this order are protected, as far as they qualify. */
function withoutLast<C extends EvictionCandidate>(
  candidates: readonly C[],
  count: number,
  order: Order,
  qualifies: (candidate: C) => boolean = () => true,
): C[] {
  const sorted = [...candidates].sort(order);
  const start = Math.max(0, sorted.length - count);
  return sorted.filter((candidate, i) => i < start || !qualifies(candidate));
}

/** Protects half of the candidates: up to a quarter from the networks that lose by the other rules, the rest by connection time. */
function withoutLongestConnected<C extends EvictionCandidate>(candidates: readonly C[]): C[] {
  const protectedCount = Math.floor(candidates.length / 2);
  const reservedCount = Math.floor(protectedCount / 2);
  let left = [...candidates];
  const protectedOf = (): number => candidates.length - left.length;
  const countOf = (kind: EvictionCandidate['diversity']): number =>
    left.filter((each) => each.diversity === kind).length;
  // A network with few candidates leaves its share to the others, so it comes first.
  const kinds = (['cjdns', 'i2p', 'loopback', 'onion'] as const)
    .map((kind) => ({ kind, count: countOf(kind) }))
    .sort((a, b) => a.count - b.count);
  for (let present = kinds; protectedOf() < reservedCount;) {
    present = present.filter(({ kind }) => countOf(kind) > 0);
    if (present.length === 0) break;
    const share = Math.max(1, Math.floor((reservedCount - protectedOf()) / present.length));
    for (const { kind } of present) {
      if (protectedOf() >= reservedCount) break;
      const isOfKind = (each: EvictionCandidate): boolean => each.diversity === kind;
      const order: Order = (a, b) => Number(isOfKind(a)) - Number(isOfKind(b)) || youngestFirst(a, b);
      left = withoutLast(left, share, order, isOfKind);
    }
  }
  return withoutLast(left, protectedCount - protectedOf(), youngestFirst);
}

/** Of groups of one size that with the youngest member. */
function youngestOfLargestGroup<C extends EvictionCandidate>(candidates: readonly C[]): C | undefined {
  const groups = new Map<bigint, C[]>();
  let largest: C[] = [];
  for (const candidate of [...candidates].sort(youngestFirst)) {
    const group = groups.get(candidate.keyedGroup) ?? [];
    groups.set(candidate.keyedGroup, group);
    group.push(candidate);
    const isYounger = group.length === largest.length && youngestFirst(group[0]!, largest[0]!) < 0;
    if (group.length > largest.length || isYounger) largest = group;
  }
  return largest[0];
}

/** Not by subtraction: Infinity less Infinity is no number. */
function ascending(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

function descending(a: number, b: number): number {
  return ascending(b, a);
}

function youngestFirst(a: EvictionCandidate, b: EvictionCandidate): number {
  return descending(a.connectedMs, b.connectedMs);
}

function byKeyedGroup(a: EvictionCandidate, b: EvictionCandidate): number {
  return a.keyedGroup < b.keyedGroup ? -1 : Number(a.keyedGroup > b.keyedGroup);
}

function byTransaction(a: EvictionCandidate, b: EvictionCandidate): number {
  return (
    ascending(a.lastTransactionMs, b.lastTransactionMs) ||
    Number(a.relaysTransactions) - Number(b.relaysTransactions) ||
    youngestFirst(a, b)
  );
}

function byBlock(a: EvictionCandidate, b: EvictionCandidate): number {
  return (
    ascending(a.lastBlockMs, b.lastBlockMs) || Number(a.servesBlocks) - Number(b.servesBlocks) || youngestFirst(a, b)
  );
}

function byBlockOnly(a: EvictionCandidate, b: EvictionCandidate): number {
  return Number(b.relaysTransactions) - Number(a.relaysTransactions) || byBlock(a, b);
}
