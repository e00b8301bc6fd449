/** The properties of an inbound connection that decide whether it is evicted to make room for a new one. */
export interface EvictionCandidate {
  /** The network group, hashed with a secret key, so that an attacker cannot choose groups with high values. */
  readonly keyedGroup: bigint;
  /** The time at which the connection was accepted, on the scheduler's clock. */
  readonly connectedMs: number;
  /** The shortest round trip of a ping; Infinity before the first pong. */
  readonly minRoundTripMs: number;
  /** The time at which the remote last sent a transaction; 0 for never. */
  readonly lastTransactionMs: number;
  /** The time at which the remote last sent a block; 0 for never. */
  readonly lastBlockMs: number;
  /** Whether the remote accepts transactions (`relay` of its version); false before its version. */
  readonly relaysTransactions: boolean;
  /** Whether the remote serves blocks; false before its version. */
  readonly servesBlocks: boolean;
  /**
   * The kind of network, if remotes of this kind have long round trips or share one address: the other rules do not protect such remotes.
   */
  readonly diversity: 'loopback' | 'onion' | 'i2p' | 'cjdns' | undefined;
  /** Whether the pool discourages the host: evicted before all other unprotected connections. */
  readonly isDiscouraged: boolean;
}

/** The number of connections that each rule protects (Bitcoin Core, node/eviction.cpp SelectNodeToEvict). */
const PROTECTED_BY_GROUP = 4;
const PROTECTED_BY_ROUND_TRIP = 8;
const PROTECTED_BY_TRANSACTION = 4;
const PROTECTED_BLOCKS_ONLY = 8;
const PROTECTED_BY_BLOCK = 4;

/**
 * Chooses the inbound connection to evict for a new one; undefined if all are protected, which is the case up to about 20 connections.
 *
 * An attacker who opens many connections must not be able to evict all others. So connections are protected by properties that are hard to
 * fake, in this order: 4 by the keyed hash of their network group; 8 with the shortest round trips; 4 that sent a transaction most
 * recently; 8 block-only connections that sent a block most recently; 4 that sent a block most recently; and half of the remaining ones,
 * those with the longest connection time. Half of that half is reserved for loopback, onion, I2P and CJDNS. Among the unprotected
 * connections, discouraged hosts are evicted first, then the youngest connection of the largest network group.
 *
 * Source: Bitcoin Core, node/eviction.cpp. Core counts only transactions and blocks that are new and valid. This library validates
 * neither, so the three rules about them are weaker here. Each of these rules protects at most 8 connections.
 */
export function connectionToEvict<C extends EvictionCandidate>(candidates: readonly C[]): C | undefined {
  let remaining = [...candidates];
  remaining = withoutLast(remaining, PROTECTED_BY_GROUP, byKeyedGroup);
  remaining = withoutLast(remaining, PROTECTED_BY_ROUND_TRIP, (a, b) => descending(a.minRoundTripMs, b.minRoundTripMs));
  remaining = withoutLast(remaining, PROTECTED_BY_TRANSACTION, byTransaction);
  remaining = withoutLast(
    remaining,
    PROTECTED_BLOCKS_ONLY,
    byBlockOnly,
    (each) => !each.relaysTransactions && each.servesBlocks,
  );
  remaining = withoutLast(remaining, PROTECTED_BY_BLOCK, byBlock);
  remaining = withoutLongestConnected(remaining);
  const discouraged = remaining.filter(({ isDiscouraged }) => isDiscouraged);
  return youngestOfLargestGroup(discouraged.length > 0 ? discouraged : remaining);
}

type Order = (a: EvictionCandidate, b: EvictionCandidate) => number;

/** Protects candidates: removes the last `count` of them in this order, if they qualify. */
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

/** Protects half of the candidates: up to a quarter of them by `diversity`, the others by connection time. */
function withoutLongestConnected<C extends EvictionCandidate>(candidates: readonly C[]): C[] {
  const protectedCount = Math.floor(candidates.length / 2);
  const reservedCount = Math.floor(protectedCount / 2);
  let remaining = [...candidates];
  const protectedSoFar = (): number => candidates.length - remaining.length;
  const countOf = (kind: EvictionCandidate['diversity']): number =>
    remaining.filter((each) => each.diversity === kind).length;
  // The kind with the fewest candidates comes first, because it leaves the unused part of its share to the next ones.
  const kinds = (['cjdns', 'i2p', 'loopback', 'onion'] as const)
    .map((kind) => ({ kind, count: countOf(kind) }))
    .sort((a, b) => a.count - b.count);
  for (let present = kinds; protectedSoFar() < reservedCount;) {
    present = present.filter(({ kind }) => countOf(kind) > 0);
    if (present.length === 0) break;
    const share = Math.max(1, Math.floor((reservedCount - protectedSoFar()) / present.length));
    for (const { kind } of present) {
      if (protectedSoFar() >= reservedCount) break;
      const isOfKind = (each: EvictionCandidate): boolean => each.diversity === kind;
      const order: Order = (a, b) => Number(isOfKind(a)) - Number(isOfKind(b)) || youngestFirst(a, b);
      remaining = withoutLast(remaining, share, order, isOfKind);
    }
  }
  return withoutLast(remaining, protectedCount - protectedSoFar(), youngestFirst);
}

/** The youngest connection of the largest group. Of several largest groups, the group with the youngest connection is chosen. */
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

/** Not by subtraction: Infinity - Infinity is NaN. */
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
