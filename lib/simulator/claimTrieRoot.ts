import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { joinBytes } from '../codec/joinBytes.js';
import { bytesOfText } from '../codec/text.js';
import { merkleRoot } from '../crypto/merkleRoot.js';
import { sha256d } from '../crypto/sha256d.js';
import type { OutPoint } from '../messages/transaction.js';

/** A name and the hash of its claim. */
export interface NamedHash {
  readonly name: string;
  readonly hash: Uint8Array;
}

/**
 * The root of a claim trie in which every name has one claim.
 *
 * Before the fork `AllClaimsInMerkleForkHeight` a node of the trie is one character. Its hash covers its children in order (the character
 * and hash of each) and its own claim. From the fork on (`isOfAllClaims`) a node is a run of characters without a branch. Its hash covers
 * the Merkle root of its children and that of its claims. Source: lbcd, claimtrie/merkletrie.
 */
export function claimTrieRoot(names: readonly NamedHash[], { isOfAllClaims }: { isOfAllClaims: boolean }): Hash {
  if (names.length === 0) return hashOfBytes(EMPTY_TRIE);
  // ASCII strings have the same order as their bytes.
  const sorted = [...names]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, hash }): Leaf => ({ key: bytesOfText(name), hash }));
  return hashOfBytes(isOfAllClaims ? hashOfAllClaims(sorted, 0) : hashByCharacter(sorted, 0));
}

/** The hash of a claim in the trie: it covers transaction id, output index, and the height at which the claim took over its name. */
export function claimHash({ hash, index }: OutPoint, takenOverAt: number): Uint8Array {
  const height = new Uint8Array(8);
  new DataView(height.buffer).setBigUint64(0, BigInt(takenOverAt));
  return sha256d(joinBytes([sha256d(bytesOfHash(hash)), sha256d(bytesOfText(String(index))), sha256d(height)]));
}

/** lbcd's EmptyTrieHash, NoChildrenHash and NoClaimsHash: the numbers 1, 2 and 3 as 32 little-endian bytes. */
const EMPTY_TRIE = numberBytes(1);
const NO_CHILDREN = numberBytes(2);
const NO_CLAIMS = numberBytes(3);

interface Leaf {
  readonly key: Uint8Array;
  readonly hash: Uint8Array;
}

/** The hash of the node at this depth. `leaves` are all names with the prefix of the node. */
function hashByCharacter(leaves: readonly Leaf[], depth: number): Uint8Array {
  const { own, groups } = splitAtDepth(leaves, depth);
  const parts = groups.flatMap((group) => [
    group[0]!.key.subarray(depth, depth + 1),
    hashByCharacter(group, depth + 1),
  ]);
  return sha256d(joinBytes([...parts, ...own]));
}

function hashOfAllClaims(leaves: readonly Leaf[], depth: number): Uint8Array {
  const { own, groups } = splitAtDepth(leaves, depth);
  const children = groups.map((group) => hashOfAllClaims(group, commonPrefixLength(group)));
  return sha256d(joinBytes([children.length === 0 ? NO_CHILDREN : merkleRoot(children), own[0] ?? NO_CLAIMS]));
}

/** `own`: the claim of the name that ends at this depth, if any. `groups`: the longer names, grouped by their next character. */
function splitAtDepth(leaves: readonly Leaf[], depth: number): { own: Uint8Array[]; groups: Leaf[][] } {
  const own: Uint8Array[] = [];
  const groups: Leaf[][] = [];
  let last = -1;
  for (const leaf of leaves) {
    const character = leaf.key[depth];
    if (character === undefined) own.push(leaf.hash);
    else if (character === last) groups.at(-1)!.push(leaf);
    else groups.push([leaf]);
    last = character ?? -1;
  }
  return { own, groups };
}

/** Length of the common prefix of these sorted names. */
function commonPrefixLength(leaves: readonly Leaf[]): number {
  const [first, last] = [leaves[0]!.key, leaves.at(-1)!.key];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return length;
}

function numberBytes(number: number): Uint8Array {
  return Uint8Array.of(number, ...new Uint8Array(31));
}
