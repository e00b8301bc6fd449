import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { LocalProtocolError, RemoteProtocolError } from '../base/errors.js';
import { merkleLevels, merkleParent, sameBytes } from '../crypto/merkleRoot.js';

/** Bitcoin Core's MAX_BLOCK_WEIGHT / MIN_TRANSACTION_WEIGHT (consensus/consensus.h): 4,000,000 / (4 * 60). */
export const MAX_BLOCK_TRANSACTIONS = 16_666;

/** The part of a block's Merkle tree that proves the matched transactions, as in `merkleblock` (BIP37). */
export interface PartialMerkleTree {
  /** Number of transactions in the block. */
  totalTransactions: number;
  /** Hashes of tree nodes that have no match below them, and of the leaves next to a match, depth first. */
  hashes: readonly Hash[];
  /** One bit for each visited node, the lowest bit of a byte first: 1 if a match is at or below the node. */
  flags: Uint8Array;
}

/** A matched transaction. */
export interface MatchedTransaction {
  /** Id of the transaction. */
  txid: Hash;
  /** Index of the transaction in the block, from 0. */
  index: number;
}

/**
 * The transactions that a merkleblock proves to be in the block whose header has `merkleRoot`, in the order of the block.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when the tree is invalid, has another root, or has more than `maxTransactions` transactions
 * (default MAX_BLOCK_TRANSACTIONS, 16,666). The work is proportional to `maxTransactions` at most, the recursion depth to its logarithm.
 * Source: BIP37; Bitcoin Core, merkleblock.cpp CPartialMerkleTree::ExtractMatches.
 */
export function matchedTransactions({
  totalTransactions,
  hashes,
  flags,
  merkleRoot,
  maxTransactions = MAX_BLOCK_TRANSACTIONS,
}: PartialMerkleTree & { merkleRoot: Hash; maxTransactions?: number }): MatchedTransaction[] {
  if (totalTransactions === 0) throw invalid('tree of no transactions');
  if (totalTransactions > maxTransactions) {
    throw invalid(`tree of ${totalTransactions} transactions, at most ${maxTransactions} allowed`);
  }
  if (hashes.length > totalTransactions) {
    throw invalid(
      `${hashes.length} hashes, at most ${totalTransactions} possible for ${totalTransactions} transactions`,
    );
  }
  if (flags.length * 8 < hashes.length) {
    throw invalid(`${flags.length * 8} flags for ${hashes.length} hashes, one each needed`);
  }

  const matches: MatchedTransaction[] = [];
  let flagsUsed = 0;
  let hashesUsed = 0;
  const root = hashOfBytes(extract(heightOf(totalTransactions), 0));

  // The padding bits of the last byte are ignored.
  if (Math.ceil(flagsUsed / 8) !== flags.length) throw invalid(`${flagsUsed} of ${flags.length * 8} flags used`);
  if (hashesUsed !== hashes.length) throw invalid(`${hashesUsed} of ${hashes.length} hashes used`);
  if (root !== merkleRoot) throw invalid(`tree with root ${root}, header has ${merkleRoot}`);
  return matches;

  function extract(height: number, position: number): Uint8Array {
    if (flagsUsed >= flags.length * 8) throw invalid(`more flags needed than the ${flagsUsed} in the message`);
    const isMatchBelow = ((flags[flagsUsed >> 3]! >> (flagsUsed & 7)) & 1) === 1;
    flagsUsed += 1;
    if (height === 0 || !isMatchBelow) {
      const hash = hashes[hashesUsed];
      if (hash === undefined) throw invalid(`more hashes needed than the ${hashesUsed} in the message`);
      hashesUsed += 1;
      if (isMatchBelow) matches.push({ txid: hash, index: position });
      return bytesOfHash(hash);
    }
    const left = extract(height - 1, 2 * position);
    if (2 * position + 1 >= widthAt(totalTransactions, height - 1)) return merkleParent(left, left);
    const right = extract(height - 1, 2 * position + 1);
    // "The left and right branches should never be identical, as the transaction hashes covered by them must each be unique."
    if (sameBytes(left, right)) throw invalid(`identical branches at height ${height - 1}`);
    return merkleParent(left, right);
  }
}

/**
 * The tree that proves the transactions for which `isMatch` returns true, from the txids of all transactions of a block. A node sends it in
 * merkleblock.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` when there are no txids. Source: Bitcoin Core, CPartialMerkleTree.
 */
export function partialMerkleTree(
  txids: readonly Hash[],
  isMatch: (txid: Hash, index: number) => boolean,
): PartialMerkleTree {
  if (txids.length === 0) throw new LocalProtocolError('INVALID_VALUE', 'a block without transactions has no tree');
  const levels = Array.from(merkleLevels(txids.map(bytesOfHash)));
  const matches = [txids.map(isMatch)];
  for (const level of levels.slice(1)) {
    const below = matches[matches.length - 1]!;
    matches.push(level.map((_, i) => below[2 * i]! || (below[2 * i + 1] ?? false)));
  }
  const hashes: Hash[] = [];
  const bits: boolean[] = [];
  build(levels.length - 1, 0);
  return { totalTransactions: txids.length, hashes, flags: packBits(bits) };

  function build(height: number, position: number): void {
    const isMatchBelow = matches[height]![position]!;
    bits.push(isMatchBelow);
    if (height === 0 || !isMatchBelow) {
      hashes.push(hashOfBytes(levels[height]![position]!));
      return;
    }
    build(height - 1, 2 * position);
    if (2 * position + 1 < levels[height - 1]!.length) build(height - 1, 2 * position + 1);
  }
}

/** The number of tree nodes at a height; height 0 has the leaves. */
function widthAt(totalTransactions: number, height: number): number {
  return Math.ceil(totalTransactions / 2 ** height);
}

function heightOf(totalTransactions: number): number {
  let height = 0;
  while (widthAt(totalTransactions, height) > 1) height += 1;
  return height;
}

function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3]! |= 1 << (i & 7);
  return bytes;
}

function invalid(fact: string): RemoteProtocolError {
  return new RemoteProtocolError('INVALID_VALUE', fact);
}
