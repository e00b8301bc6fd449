import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { encodeGolombCodedSet, golombCodedSetHasAny } from '../../lib/digests/golombCodedSet.js';
import { decodeGolombRice, encodeGolombRice } from '../../lib/digests/golombRice.js';

const key = { k0: 1n, k1: 2n };
const basic = { p: 19, m: 784_931 };
const bitsOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('Golomb-Rice coding', () => {
  // BIP158's table for P = 2.
  it.each([
    [0, '000'],
    [1, '001'],
    [2, '010'],
    [3, '011'],
    [4, '1000'],
    [5, '1001'],
    [6, '1010'],
    [7, '1011'],
    [8, '11000'],
    [9, '11001'],
  ])('encodes %i', (value, bits) => {
    expect(bitsOf(encodeGolombRice([value], 2))).toBe(bits.padEnd(8, '0'));
  });

  it('decodes the numbers that it encoded', () => {
    const ascending = fc
      .array(fc.integer({ min: 0, max: 5_000_000 }), { maxLength: 60 })
      .map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.integer({ min: 10, max: 31 }), (values, p) => {
        const bytes = encodeGolombRice(values, p);
        expect(Array.from(decodeGolombRice(bytes, values.length, p))).toEqual(values);
        if (bytes.length === 0) return;
        const short = thrownBy(() => Array.from(decodeGolombRice(bytes.subarray(0, -1), values.length, p)));
        expect(short).toMatchObject({ code: 'SHORT_PAYLOAD' });
        const long = thrownBy(() => Array.from(decodeGolombRice(Uint8Array.of(...bytes, 0), values.length, p)));
        expect(long).toMatchObject({ code: 'LEFTOVER' });
      }),
    );
  });

  it('encodes numbers of more than 32 bits', () => {
    const values = [2 ** 40, 2 ** 40 + 12_345, 2 ** 44];
    expect(Array.from(decodeGolombRice(encodeGolombRice(values, 31), 3, 31))).toEqual(values);
  });

  it('refuses a count that the bytes cannot contain, before it decodes', () => {
    const numbers = decodeGolombRice(Uint8Array.of(0, 0, 0), 2, 19);
    expect(thrownBy(() => numbers.next())).toMatchObject({ code: 'SHORT_PAYLOAD', message: '40 bits needed, 24 left' });
  });

  it('refuses a unary part without an end', () => {
    const numbers = decodeGolombRice(new Uint8Array(100).fill(0xff), 1, 19);
    expect(thrownBy(() => numbers.next())).toMatchObject({ code: 'SHORT_PAYLOAD' });
  });
});

describe('a Golomb-coded set', () => {
  const item = fc.uint8Array({ minLength: 1, maxLength: 40 });

  it('reports all of its members', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 50 }), (items) => {
        const set = encodeGolombCodedSet(items, key, basic);
        for (const member of items) expect(golombCodedSetHasAny(set, [member], key, basic)).toBe(true);
        expect(golombCodedSetHasAny(set, [Uint8Array.of(), ...items], key, basic)).toBe(true);
      }),
    );
  });

  it('reports about one in m other items as a member', () => {
    const few = { p: 4, m: 16 };
    const items = Array.from({ length: 100 }, (_, i) => Uint8Array.of(i));
    const set = encodeGolombCodedSet(items, key, few);
    const nonMembers = Array.from({ length: 4000 }, (_, i) => Uint8Array.of(1, i & 0xff, i >> 8));
    const hits = nonMembers.filter((stranger) => golombCodedSetHasAny(set, [stranger], key, few)).length;
    expect(hits).toBeGreaterThan(4000 / 16 / 2);
    expect(hits).toBeLessThan((4000 / 16) * 2);
  });

  it('has other bytes with another key', () => {
    const items = [Uint8Array.of(1), Uint8Array.of(2)];
    expect(encodeGolombCodedSet(items, { k0: 1n, k1: 3n }, basic)).not.toEqual(encodeGolombCodedSet(items, key, basic));
  });

  it.each([
    ['nothing at all', [], 'SHORT_PAYLOAD'],
    ['a count without its bytes', [0xfd, 0x01], 'SHORT_PAYLOAD'],
    ['a count of 33 million without a set', [0xfe, 0, 0, 0, 2], 'SHORT_PAYLOAD'],
    ['a count beyond every message', [0xfe, 1, 0, 0, 2], 'LIMIT_EXCEEDED'],
    ['a count not in its shortest form', [0xfd, 1, 0, 0, 0, 0], 'NON_CANONICAL'],
    ['a set without its end', [1, 0x9d, 0xfc], 'SHORT_PAYLOAD'],
    ['an empty set with more after it', [0, 0], 'LEFTOVER'],
    ['bytes after the set', [1, 0x9d, 0xfc, 0xa8, 0], 'LEFTOVER'],
  ])('with %s is refused, for each item', (_, bytes, code) => {
    const set = Uint8Array.from(bytes);
    for (const items of [[], [Uint8Array.of(1)]]) {
      const error = thrownBy(() => golombCodedSetHasAny(set, items, key, basic));
      expect(error).toBeInstanceOf(RemoteProtocolError);
      expect(error).toMatchObject({ code });
    }
  });

  it('of random bytes is decoded or refused within a second', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const error = thrownBy(() => golombCodedSetHasAny(bytes, [Uint8Array.of(1)], key, basic));
        if (error !== undefined) expect(error).toBeInstanceOf(RemoteProtocolError);
      }),
      { numRuns: 500 },
    );
  });

  it('is decoded from a view of a larger buffer', () => {
    const set = encodeGolombCodedSet([Uint8Array.of(1)], key, basic);
    const padded = Buffer.from([9, 9, ...set, 9]);
    expect(golombCodedSetHasAny(padded.subarray(2, 2 + set.length), [Uint8Array.of(1)], key, basic)).toBe(true);
  });
});
