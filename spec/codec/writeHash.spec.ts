import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex } from '../../lib/codec/hex.js';
import { isHash, writeHash } from '../../lib/codec/hash.js';

const digit = fc.constantFrom(...Array.from('0123456789abcdef'));
const hashes = fc.string({ unit: digit, minLength: 64, maxLength: 64 });

describe('writeHash', () => {
  it('writes what fromHex reads, in reverse, and no other bytes', () => {
    fc.assert(
      fc.property(hashes, fc.nat(40), (hash, offset) => {
        const target = new Uint8Array(80).fill(7);
        expect(writeHash(target, offset, hash)).toBe(true);
        expect(target.subarray(offset, offset + 32)).toEqual(fromHex(hash).reverse());
        expect(target.filter((byte, i) => (i < offset || i >= offset + 32) && byte !== 7)).toHaveLength(0);
      }),
    );
  });

  it('returns false for one character that is no lower-case digit, at any index', () => {
    const units = fc.oneof(
      fc.constantFrom(...Array.from('gG:/`AF@ \0é€\u0130\ud800')),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(hashes, fc.nat(63), units, (hash, at, unit) => {
        const digits = hash.slice(0, at) + unit + hash.slice(at + 1);
        expect(writeHash(new Uint8Array(32), 0, digits)).toBe(isHash(digits));
      }),
      { numRuns: 1000 },
    );
  });
});
