import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pieces } from '../../lib/codec/pieces.js';

const PIECE_BYTES = 8192;

/** Bytes that differ from place to place, within a larger buffer. */
function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length: length + 20 }, (_, i) => (i * 7 + (i >> 8)) & 255).subarray(10, 10 + length);
}

describe('pieces of a message', () => {
  it('are parts that say what the source said, in no buffer of more than 8 KiB but their own', () => {
    const parts = fc.array(fc.tuple(fc.nat(40), fc.oneof(fc.nat(80), fc.nat(3000), fc.nat(9000))), { maxLength: 60 });
    fc.assert(
      fc.property(parts, fc.nat(100), fc.boolean(), (skipsAndLengths, behind, isOwn) => {
        const total = skipsAndLengths.reduce((sum, [skip, length]) => sum + skip + length, behind);
        const source = bytesOf(total);
        const pieces = new Pieces(source, 0, total, isOwn);
        let at = 0;
        for (const [skip, length] of skipsAndLengths) {
          at += skip;
          const part = pieces.part(at, length);
          expect(part).toStrictEqual(source.slice(at, at + length));
          if (!isOwn) expect(part.buffer).not.toBe(source.buffer);
          if (total > PIECE_BYTES) expect(part.buffer).not.toBe(source.buffer);
          if (part.buffer !== source.buffer) {
            expect(part.buffer.byteLength).toBeLessThanOrEqual(Math.max(PIECE_BYTES, length));
          }
          at += length;
        }
      }),
    );
  });

  it('do not overlap: who writes to one changes no other', () => {
    const source = bytesOf(3000);
    const pieces = new Pieces(source, 0, source.length, false);
    const parts = Array.from({ length: 100 }, (_, i) => pieces.part(i * 30, 30));
    parts[50]!.fill(0);
    expect(parts.filter((part, i) => i !== 50 && part.some((byte, j) => byte !== source[i * 30 + j]))).toEqual([]);
  });

  it('are windows on bytes that nobody else has, where they are few', () => {
    const own = Uint8Array.from(bytesOf(200));
    expect(new Pieces(own, 0, own.length, true).part(20, 30).buffer).toBe(own.buffer);
  });
});
