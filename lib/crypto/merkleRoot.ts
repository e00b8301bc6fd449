import { sha256d } from './sha256d.js';

/**
 * The root of a Merkle tree over 32-byte hashes in the wire's order; 32 zero bytes for an empty list, as in Bitcoin Core.
 *
 * A level of odd length pairs its last hash with itself, so that lists of different length may have the same root: ask
 * `isMutatedMerkle` before the root is taken for a proof of the list (CVE-2012-2459).
 * Source: Bitcoin Core, consensus/merkle.cpp ComputeMerkleRoot.
 */
export function merkleRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let root = new Uint8Array(32);
  // A copy: it is never one of the caller's own arrays.
  for (const level of merkleLevels(hashes)) if (level.length === 1) root = Uint8Array.from(level[0]!);
  return root;
}

/**
 * True where some level holds the same hash twice side by side, as a pair: the list may be a shorter one with its tail
 * repeated, which has the same root. "Mutated" in Bitcoin Core, consensus/merkle.cpp; CVE-2012-2459.
 */
export function isMutatedMerkle(hashes: readonly Uint8Array[]): boolean {
  for (const level of merkleLevels(hashes)) {
    for (let i = 0; i + 1 < level.length; i += 2) if (sameBytes(level[i]!, level[i + 1]!)) return true;
  }
  return false;
}

/** The levels of the tree, from the hashes themselves to the root alone; none for an empty list. */
export function* merkleLevels(hashes: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let level = hashes;
  if (level.length > 0) yield level;
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: (below.length + 1) >> 1 }, (_, i) =>
      merkleParent(below[2 * i]!, below[2 * i + 1] ?? below[2 * i]!),
    );
    yield level;
  }
}

/** The node above two: sha256d of the two, one after the other. */
export function merkleParent(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left, 0);
  pair.set(right, 32);
  return sha256d(pair);
}

/** True for the same bytes. Not in constant time: what is compared here is public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
