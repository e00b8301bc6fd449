import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashAt } from '../../lib/codec/hashAt.js';
import { HASHES_TOGETHER, hashIn, spelled, spellHash, spellRows, spellRowsPlainly } from '../../lib/codec/hashes.js';
import { createHexLanes } from '../../lib/codec/hexLanes.js';
import { giveHashes, owe } from '../../lib/codec/hashHolders.js';

const places = fc.array(fc.nat(200), { maxLength: HASHES_TOGETHER });
const bytes = fc.uint8Array({ minLength: 232, maxLength: 232 });

const lanes = createHexLanes();

describe('hashes that are made together', () => {
  it('are spelled by WebAssembly here', () => {
    expect(lanes).toBeDefined();
  });

  it('are the same of rows, by WebAssembly and without', () => {
    const layouts = fc.constantFrom([36, 1], [81, 2], [113, 3], [32, 1], [40_000, 1]);
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.nat(50),
        fc.integer({ min: 1, max: HASHES_TOGETHER }),
        layouts,
        (seed, start, most, layout) => {
          const [rowBytes, hashes] = layout as [number, number];
          const rows = Math.max(1, Math.floor(most / hashes));
          const source = Uint8Array.from(
            { length: start + rows * rowBytes + 96 },
            (_, i) => (i * 31 + seed + (i >> 8)) & 255,
          );
          const expected = Array.from({ length: rows * hashes }, (_, i) =>
            hashAt(source, start + Math.floor(i / hashes) * rowBytes + 32 * (i % hashes)),
          );
          for (const spell of [spellRows, spellRowsPlainly]) {
            spell(source, start, rows, rowBytes, hashes);
            const text = spelled(rows * hashes);
            expect(expected.map((_, place) => hashIn(text, place))).toEqual(expected);
          }
        },
      ),
    );
  });

  it('are those that are made alone', () => {
    fc.assert(
      fc.property(bytes, places, (source, starts) => {
        starts.forEach((start, place) => spellHash(source, start, place));
        const text = spelled(starts.length);
        expect(starts.map((_, place) => hashIn(text, place))).toEqual(starts.map((start) => hashAt(source, start)));
      }),
    );
  });

  it('reach those that wait for them, however many there are', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(200), { maxLength: 3 * HASHES_TOGETHER }), (source, starts) => {
        const holders = starts.map((start) => {
          const holder = { hash: '' };
          owe(holder, source, start);
          return holder;
        });
        giveHashes();
        expect(holders.map(({ hash }) => hash)).toEqual(starts.map((start) => hashAt(source, start)));
      }),
    );
  });
});
