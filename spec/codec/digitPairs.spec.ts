import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setHash } from '../../lib/codec/digitPairs.js';
import { fromHex } from '../../lib/codec/hex.js';
import { isHash } from '../../lib/codec/primitives.js';

const digit = fc.constantFrom(...Array.from('0123456789abcdef'));
const hashes = fc.string({ unit: digit, minLength: 64, maxLength: 64 });

describe('setHash', () => {
  it('writes what fromHex reads, the other way round, and nothing beside it', () => {
    fc.assert(
      fc.property(hashes, fc.nat(40), (hash, offset) => {
        const target = new Uint8Array(80).fill(7);
        expect(setHash(target, offset, hash)).toBe(true);
        expect(target.subarray(offset, offset + 32)).toEqual(fromHex(hash).reverse());
        expect(target.filter((byte, i) => (i < offset || i >= offset + 32) && byte !== 7)).toHaveLength(0);
      }),
    );
  });

  it('says false of one character that is no lower-case digit, wherever it stands', () => {
    const units = fc.oneof(
      fc.constantFrom(...Array.from('gG:/`AF@ \0é€\u0130\ud800')),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(hashes, fc.nat(63), units, (hash, at, unit) => {
        // One of the same length that is right goes before: nothing of it may be taken for the next.
        setHash(new Uint8Array(32), 0, 'f'.repeat(64));
        const digits = hash.slice(0, at) + unit + hash.slice(at + 1);
        expect(setHash(new Uint8Array(32), 0, digits)).toBe(isHash(digits));
      }),
      { numRuns: 1000 },
    );
  });
});
