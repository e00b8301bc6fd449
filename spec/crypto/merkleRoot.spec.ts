import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { isMutatedMerkle, merkleLevels, merkleParent, merkleRoot, sameBytes } from '../../lib/crypto/merkleRoot.js';
import { sha256d } from '../../lib/crypto/sha256d.js';

const leaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => sha256d(Uint8Array.of(i)));
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('merkleRoot', () => {
  it('is zero for an empty list', () => {
    expect(merkleRoot([])).toStrictEqual(new Uint8Array(32));
  });

  it('is a copy of the hash for one hash', () => {
    const [leaf] = leaves(1);
    const root = merkleRoot([leaf!]);
    expect(root).toStrictEqual(leaf);
    expect(root.buffer).not.toBe(leaf!.buffer);
  });

  it('is the hash of both for two hashes', () => {
    const [a, b] = leaves(2);
    expect(merkleRoot([a!, b!])).toStrictEqual(sha256d(Uint8Array.of(...a!, ...b!)));
  });

  it('pairs the last hash with itself for three hashes', () => {
    const [a, b, c] = leaves(3);
    expect(merkleRoot([a!, b!, c!])).toStrictEqual(merkleParent(merkleParent(a!, b!), merkleParent(c!, c!)));
  });

  // The four transactions of Bitcoin's block 100000, as explorers show them.
  it('is the one in the header of block 100000', () => {
    const txids = [
      '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
      'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
      '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
      'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
    ];
    const root = merkleRoot(txids.map((txid) => fromHex(txid).reverse()));
    expect(toHex(root.reverse())).toBe('f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766');
  });

  it('equals the recursive definition', () => {
    function recursive(hashes: readonly Uint8Array[]): Uint8Array {
      if (hashes.length === 1) return hashes[0]!;
      const padded = hashes.length % 2 === 0 ? hashes : [...hashes, hashes.at(-1)!];
      return recursive(padded.flatMap((left, i) => (i % 2 === 0 ? [merkleParent(left, padded[i + 1]!)] : [])));
    }
    fc.assert(
      fc.property(fc.array(hash, { minLength: 1, maxLength: 40 }), (hashes) => {
        expect(merkleRoot(hashes)).toStrictEqual(recursive(hashes));
      }),
    );
  });

  it('does not change its input', () => {
    const hashes = leaves(5);
    const before = hashes.map(toHex);
    merkleRoot(hashes);
    expect(hashes.map(toHex)).toEqual(before);
  });
});

describe('isMutatedMerkle', () => {
  it.each([0, 1, 2, 3, 6, 7])('is false for %i distinct hashes', (count) => {
    expect(isMutatedMerkle(leaves(count))).toBe(false);
  });

  // CVE-2012-2459's example: [1,2,3,4,5,6] and [1,2,3,4,5,6,5,6] have the same root.
  it('detects a repeated tail that does not change the root', () => {
    const six = leaves(6);
    const eight = [...six, six[4]!, six[5]!];
    expect(merkleRoot(eight)).toStrictEqual(merkleRoot(six));
    expect(isMutatedMerkle(eight)).toBe(true);
  });

  it('detects each longer list with the same root', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
        const hashes = leaves(count);
        // The lowest set bit of the count is the number of leaves below the first level of odd length: they are repeated.
        const repeated = [...hashes, ...hashes.slice(count - (count & -count))];
        fc.pre(repeated.length !== 2 * count);
        expect(merkleRoot(repeated)).toStrictEqual(merkleRoot(hashes));
        expect(isMutatedMerkle(repeated)).toBe(true);
      }),
    );
  });

  it('ignores equal neighbours of different pairs', () => {
    const [a, b, c] = leaves(3);
    expect(isMutatedMerkle([a!, b!, b!, c!])).toBe(false);
  });
});

describe('merkleLevels', () => {
  it('has one level for each halving', () => {
    const lengths = Array.from(merkleLevels(leaves(5)), (level) => level.length);
    expect(lengths).toEqual([5, 3, 2, 1]);
    expect(Array.from(merkleLevels([]))).toEqual([]);
  });
});

describe('sameBytes', () => {
  it('compares length and content', () => {
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
});
