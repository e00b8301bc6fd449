import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex } from '../../lib/codec/hex.js';
import { bytesOfHash, hashOfBytes, type Hash } from '../../lib/codec/hash.js';
import { LocalProtocolError, RemoteProtocolError } from '../../lib/base/errors.js';
import {
  MAX_BLOCK_TRANSACTIONS,
  matchedTransactions,
  partialMerkleTree,
  type PartialMerkleTree,
} from '../../lib/digests/partialMerkleTree.js';
import { merkleRoot } from '../../lib/crypto/merkleRoot.js';
import { sha256d } from '../../lib/crypto/sha256d.js';

const txidsOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, i) => hashOfBytes(sha256d(Uint8Array.of(i >> 8, i & 0xff))));
const rootOf = (txids: Hash[]): Hash => hashOfBytes(merkleRoot(txids.map(bytesOfHash)));

describe('matchedTransactions', () => {
  // The txids and the root are block 100000's, as explorers show them.
  it('reads a proof of the fourth transaction of block 100000', () => {
    const txids = [
      '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
      'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
      '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
      'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
    ];
    const tree = partialMerkleTree(txids, (_, i) => i === 3);
    // Root, left (no match), right, its left leaf (no match), its right leaf: bits 1 0 1 0 1.
    expect(tree.flags).toStrictEqual(Uint8Array.of(0b10101));
    expect(tree.hashes).toEqual([hashOfBytes(merkleRoot(txids.slice(0, 2).map(bytesOfHash))), txids[2], txids[3]]);
    const root = 'f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766';
    expect(matchedTransactions({ ...tree, merkleRoot: root })).toEqual([{ txid: txids[3], index: 3 }]);
  });

  it('returns the transactions that partialMerkleTree was built for', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }), (matches) => {
        const txids = txidsOf(matches.length);
        const tree = partialMerkleTree(txids, (_, i) => matches[i]!);
        const expected = txids.map((txid, index) => ({ txid, index })).filter(({ index }) => matches[index]);
        expect(matchedTransactions({ ...tree, merkleRoot: rootOf(txids) })).toEqual(expected);
      }),
    );
  });

  it('refuses a tree with any bit of its hashes changed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), fc.nat(), (matches, seed) => {
        const txids = txidsOf(matches.length);
        const tree = partialMerkleTree(txids, (_, i) => matches[i]!);
        const merkleRoot = rootOf(txids);
        const bytes = tree.hashes.map(bytesOfHash);
        const bit = seed % (bytes.length * 256);
        bytes[bit >> 8]![(bit & 255) >> 3]! ^= 1 << (bit & 7);
        expect(() => matchedTransactions({ ...tree, hashes: bytes.map(hashOfBytes), merkleRoot })).toThrow(
          RemoteProtocolError,
        );
      }),
    );
  });

  it('throws only RemoteProtocolError for any bytes', () => {
    const hash = fc.constantFrom(...txidsOf(3));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.array(hash, { maxLength: 20 }),
        fc.uint8Array({ maxLength: 8 }),
        (totalTransactions, hashes, flags) => {
          try {
            matchedTransactions({ totalTransactions, hashes, flags, merkleRoot: txidsOf(1)[0]! });
          } catch (error) {
            expect(error).toBeInstanceOf(RemoteProtocolError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const txids = txidsOf(7);
  const sound = { ...partialMerkleTree(txids, (_, i) => i === 4), merkleRoot: rootOf(txids) };
  const [a, b] = txids as [Hash, Hash];

  it.each<[string, Partial<PartialMerkleTree & { merkleRoot: Hash }>, RegExp]>([
    ['no transactions', { totalTransactions: 0 }, /tree of no transactions/],
    ['too many transactions', { totalTransactions: 16_667 }, /tree of 16667 transactions, at most 16666 allowed/],
    ['more hashes than transactions', { hashes: txidsOf(8) }, /8 hashes, at most 7 possible/],
    ['more hashes than flags', { totalTransactions: 9, hashes: txidsOf(9), flags: Uint8Array.of(0) }, /8 flags for 9/],
    [
      'too few flags',
      { totalTransactions: 100, flags: Uint8Array.of(0xff), hashes: txids },
      /more flags needed than the 8/,
    ],
    ['too few hashes', { hashes: sound.hashes.slice(1) }, /more hashes needed than the/],
    ['unused hashes', { hashes: [...sound.hashes, a] }, /4 of 5 hashes used/],
    ['unused flags', { flags: Uint8Array.of(...sound.flags, 0) }, /flags used/],
    ['another root', { merkleRoot: a }, /tree with root /],
    [
      'the same branch twice',
      { totalTransactions: 2, hashes: [b, b], flags: Uint8Array.of(0b111) },
      /identical branches at height 0/,
    ],
  ])('refuses %s', (_, change, message) => {
    let thrown: unknown;
    try {
      matchedTransactions({ ...sound, ...change });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RemoteProtocolError);
    expect(thrown).toMatchObject({ code: 'INVALID_VALUE' });
    expect((thrown as Error).message).toMatch(message);
  });

  it('ignores the padding bits of the last byte', () => {
    const flags = Uint8Array.from(sound.flags);
    flags[flags.length - 1]! |= 0x80;
    expect(matchedTransactions({ ...sound, flags })).toEqual([{ txid: txids[4], index: 4 }]);
  });

  it('uses the limit maxTransactions', () => {
    expect(() => matchedTransactions({ ...sound, maxTransactions: 6 })).toThrow(/at most 6 allowed/);
    expect(MAX_BLOCK_TRANSACTIONS).toBe(16_666);
  });

  // A merkleblock of lbcd for its genesis block: one transaction, one hash, one flag.
  it('reads a merkleblock of lbcd', () => {
    const txid = hashOfBytes(fromHex('cc59e59ff97ac092b55e423aa5495151ed6fb80570a5bb78cd5bd1c3821c21b8'));
    const tree = { totalTransactions: 1, hashes: [txid], flags: Uint8Array.of(1), merkleRoot: txid };
    expect(matchedTransactions(tree)).toEqual([{ txid, index: 0 }]);
    expect(matchedTransactions({ ...tree, flags: Uint8Array.of(0) })).toEqual([]);
  });
});

describe('partialMerkleTree', () => {
  it('has only the root if no transaction matches', () => {
    expect(partialMerkleTree(txidsOf(5), () => false)).toStrictEqual({
      totalTransactions: 5,
      hashes: [rootOf(txidsOf(5))],
      flags: Uint8Array.of(0),
    });
  });

  it('without txids errors with LocalProtocolError', () => {
    expect(() => partialMerkleTree([], () => true)).toThrow(LocalProtocolError);
  });
});
