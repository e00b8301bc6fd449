import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashAt } from '../../lib/codec/hash.js';
import { HASH_DIGITS, hexBatch, MAX_BATCH_HASHES } from '../../lib/fast/hexBatch.js';

describe('hexBatch', () => {
  it('is available in this runtime', () => {
    expect(hexBatch).toBeDefined();
  });

  it('equals hashAt, for every layout of rows', () => {
    // Inventory items, headers of Bitcoin and of LBRY, adjacent hashes.
    const layouts = fc.constantFrom<[number, number][]>([36, 1], [81, 2], [113, 3], [32, 1]);
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.nat(50),
        fc.integer({ min: 1, max: MAX_BATCH_HASHES }),
        layouts,
        (seed, start, most, [rowBytes, hashesPerRow]) => {
          const rows = Math.max(1, Math.floor(most / hashesPerRow));
          const length = start + rows * rowBytes + 96;
          const source = Uint8Array.from({ length }, (_, i) => (i * 31 + seed + (i >> 8)) & 255);
          const expected = Array.from({ length: rows * hashesPerRow }, (_, i) =>
            hashAt(source, start + Math.floor(i / hashesPerRow) * rowBytes + 32 * (i % hashesPerRow)),
          );
          hexBatch!.convert(source, start, rows, rowBytes, hashesPerRow);
          const found = expected.map((_, i) => hexBatch!.digits.latin1Slice(HASH_DIGITS * i, HASH_DIGITS * (i + 1)));
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});
