import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countMatching, countMatchingOneByOne } from '../../lib/fast/checksumBatch.js';
import { countMatchingInLanes } from '../../lib/fast/checksumLanes.js';
import { pingChecksumCache } from '../../lib/fast/pingChecksumCache.js';
import { PayloadSpans } from '../../lib/fast/payloadSpans.js';
import { sha256Into } from '../../lib/crypto/sha256Node.js';
import { sha256 as noble } from '../../lib/crypto/sha256Noble.js';
import { createSha256Lanes } from '../../lib/fast/sha256Wasm.js';

const lanes = createSha256Lanes()!;
const PARTS = { sha256Into, pingCache: pingChecksumCache };

/** The checksum by Noble, the reference implementation. */
function checksumByNoble(bytes: Uint8Array): number {
  return new DataView(noble(noble(bytes)).buffer).getUint32(0, true);
}

/** Payloads with a gap between them, as frames have; `isWrong` gives one another checksum. */
function chunkOf(payloads: readonly { bytes: Uint8Array; isWrong: boolean }[]): [Uint8Array, PayloadSpans] {
  const gap = 3;
  const buffer = new Uint8Array(payloads.reduce((sum, { bytes }) => sum + gap + bytes.length, 5));
  const spans = new PayloadSpans(payloads.length);
  let offset = 0;
  for (const { bytes, isWrong } of payloads) {
    offset += gap;
    buffer.set(bytes, offset + 5);
    const checksum = checksumByNoble(bytes);
    spans.add(offset, offset + bytes.length, isWrong ? (checksum ^ 0x100) >>> 0 : checksum);
    offset += bytes.length;
  }
  // A chunk is a view of a larger buffer.
  return [buffer.subarray(5), spans];
}

describe('sha256 in lanes', () => {
  it('is available in this runtime', () => {
    expect(lanes).toBeDefined();
  });

  // Every length around the limits of one to four blocks.
  it('agrees with Noble at every length', () => {
    const lengths = Array.from({ length: 260 }, (_, length) => length);
    const [chunk, spans] = chunkOf(
      lengths.map((length) => ({ bytes: Uint8Array.from({ length }, (_, i) => i * 7 + length), isWrong: false })),
    );
    expect(countMatchingInLanes(lanes, PARTS, chunk, spans)).toBe(lengths.length);
    expect(countMatchingOneByOne(chunk, spans)).toBe(lengths.length);
  });

  it('finds the first wrong checksum, as the one-by-one twin does', () => {
    const payload = fc.record({
      bytes: fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 400 })),
      isWrong: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    });
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 20 }), (payloads) => {
        const [chunk, spans] = chunkOf(payloads);
        const first = payloads.findIndex(({ isWrong }) => isWrong);
        const expected = first === -1 ? payloads.length : first;
        expect(countMatchingInLanes(lanes, PARTS, chunk, spans)).toBe(expected);
        expect(countMatching(chunk, spans)).toBe(expected);
        expect(countMatchingOneByOne(chunk, spans)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
