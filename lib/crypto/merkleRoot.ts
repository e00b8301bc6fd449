import { sha256d } from './sha256d.js';

/**
 * The root of a Merkle tree over 32-byte hashes in wire order; 32 zero bytes for an empty list, as in Bitcoin Core.
 *
 * A level of odd length pairs its last hash with itself, so lists of different length may have the same root: the root proves the list only
 * if `isMutatedMerkle` returns false (CVE-2012-2459).
 * Source: Bitcoin Core, consensus/merkle.cpp ComputeMerkleRoot.
 */
export function merkleRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let root = new Uint8Array(32);
  // A copy, because a list of one hash would return the caller's array.
  for (const level of merkleLevels(hashes)) if (level.length === 1) root = Uint8Array.from(level[0]!);
  return root;
}

/**
 * True if a level contains a pair of equal hashes: the list may be a shorter list with its tail repeated, which has the same root.
 * Source: "mutated" in Bitcoin Core, consensus/merkle.cpp; CVE-2012-2459.
 */
export function isMutatedMerkle(hashes: readonly Uint8Array[]): boolean {
  for (const level of merkleLevels(hashes)) {
    for (let i = 0; i + 1 < level.length; i += 2) if (sameBytes(level[i]!, level[i + 1]!)) return true;
  }
  return false;
}

/** The levels of the tree, from the given hashes to the root; none for an empty list. */
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

/** The parent of two nodes: sha256d of their concatenation. */
export function merkleParent(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left, 0);
  pair.set(right, 32);
  return sha256d(pair);
}

/** True if the bytes are equal. Not in constant time, because the compared values are public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
