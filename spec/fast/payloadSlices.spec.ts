import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PayloadSlices } from '../../lib/fast/payloadSlices.js';

const PIECE_BYTES = 8192;

/** Bytes that vary with their offset, in a larger buffer. */
function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length: length + 20 }, (_, i) => (i * 7 + (i >> 8)) & 255).subarray(10, 10 + length);
}

describe('PayloadSlices', () => {
  it('returns copies, each in a buffer of at most 8 KiB or its own length', () => {
    const skips = fc.array(fc.tuple(fc.nat(40), fc.oneof(fc.nat(80), fc.nat(3000), fc.nat(9000))), { maxLength: 60 });
    fc.assert(
      fc.property(skips, fc.nat(100), (skipsAndLengths, behind) => {
        const total = skipsAndLengths.reduce((sum, [skip, length]) => sum + skip + length, behind);
        const source = bytesOf(total);
        const slices = new PayloadSlices(source, total);
        let at = 0;
        for (const [skip, length] of skipsAndLengths) {
          at += skip;
          const part = slices.slice(at, length);
          expect(part).toStrictEqual(source.slice(at, at + length));
          expect(part.buffer).not.toBe(source.buffer);
          expect(part.buffer.byteLength).toBeLessThanOrEqual(Math.max(PIECE_BYTES, length));
          at += length;
        }
      }),
    );
  });

  it('returns slices that do not overlap', () => {
    const source = bytesOf(3000);
    const slices = new PayloadSlices(source, source.length);
    const slicesGiven = Array.from({ length: 100 }, (_, i) => slices.slice(i * 30, 30));
    slicesGiven[50]!.fill(0);
    expect(slicesGiven.filter((part, i) => i !== 50 && part.some((byte, j) => byte !== source[i * 30 + j]))).toEqual(
      [],
    );
  });
});
