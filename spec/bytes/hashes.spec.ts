import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashAt } from '../../lib/bytes/hashAt.js';
import { HASHES_TOGETHER, hashIn, spelled, spellHash } from '../../lib/bytes/hashes.js';
import { giveHashes, owe } from '../../lib/bytes/hashHolders.js';

const places = fc.array(fc.nat(200), { maxLength: HASHES_TOGETHER });
const bytes = fc.uint8Array({ minLength: 232, maxLength: 232 });

describe('hashes that are made together', () => {
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
