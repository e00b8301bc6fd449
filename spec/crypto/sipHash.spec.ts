import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sipHash, sipHashKey } from '../../lib/crypto/sipHash.js';

const ascending = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('sipHash', () => {
  // The reference implementation's vectors_sip64: key 00 to 0f, input 00, 01, …; 15 bytes is the example of the paper.
  it.each([
    [0, 0x726f_db47_dd0e_0e31n],
    [1, 0x74f8_39c5_93dc_67fdn],
    [2, 0x0d6c_8009_d9a9_4f5an],
    [3, 0x8567_6696_d7fb_7e2dn],
    [4, 0xcf27_94e0_2771_87b7n],
    [5, 0x1876_5564_cd99_a68dn],
    [6, 0xcbc9_466e_58fe_e3cen],
    [7, 0xab02_00f5_8b01_d137n],
    [8, 0x93f5_f579_9a93_2462n],
    [15, 0xa129_ca61_49be_45e5n],
  ])('is correct for %i bytes', (length, hash) => {
    expect(sipHash(sipHashKey(ascending(16)), ascending(length))).toBe(hash);
  });

  it('equals the definition in 64-bit words, also for a view', () => {
    const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
    fc.assert(
      fc.property(u64, u64, fc.uint8Array({ maxLength: 80 }), fc.nat(9), (k0, k1, bytes, offset) => {
        const padded = new Uint8Array(bytes.length + 20).fill(0xaa);
        padded.set(bytes, offset);
        const window = padded.subarray(offset, offset + bytes.length);
        expect(sipHash({ k0, k1 }, window)).toBe(definition(k0, k1, bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('carries between the halves of a word', () => {
    const edge = fc.constantFrom(0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_0000_0000n, 0xffff_ffff_ffff_ffffn);
    fc.assert(
      fc.property(edge, edge, fc.array(fc.constantFrom(0, 0x7f, 0x80, 0xff), { maxLength: 24 }), (k0, k1, bytes) => {
        expect(sipHash({ k0, k1 }, Uint8Array.from(bytes))).toBe(definition(k0, k1, Uint8Array.from(bytes)));
      }),
    );
  });
});

describe('sipHashKey', () => {
  it('reads two little-endian words, also from a view', () => {
    const window = Uint8Array.of(0xee, ...ascending(16), 0xee).subarray(1, 17);
    expect(sipHashKey(window)).toEqual({ k0: 0x0706_0504_0302_0100n, k1: 0x0f0e_0d0c_0b0a_0908n });
  });
});

/** SipHash-2-4 word by word, as in the paper: the reference. */
function definition(k0: bigint, k1: bigint, bytes: Uint8Array): bigint {
  const mask = 0xffff_ffff_ffff_ffffn;
  const rotate = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & mask;
  let [v0, v1, v2, v3] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const round = (): void => {
    v0 = (v0 + v1) & mask;
    v2 = (v2 + v3) & mask;
    v1 = rotate(v1, 13n) ^ v0;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v1) & mask;
    v0 = (v0 + v3) & mask;
    v1 = rotate(v1, 17n) ^ v2;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = rotate(v2, 32n);
  };
  const padded = new Uint8Array((bytes.length + 8) & ~7);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  const view = new DataView(padded.buffer);
  for (let i = 0; i < padded.length; i += 8) {
    const word = view.getBigUint64(i, true);
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  return v0 ^ v1 ^ v2 ^ v3;
}
