import { describe, expect, it } from '@jest/globals';
import { bitcoin, byteRangesOf, fieldAt, fromHex, layoutOf } from '../../lib/wire.js';

const input = `${'11'.repeat(32)} 05000000 02 abcd ffffffff`;
const hex = `02000000 0001 01 ${input} 01 e803000000000000 00 01 01 aa 07000000`;
const payload = fromHex(hex.replaceAll(' ', ''));
const fields = layoutOf('tx', payload, { network: bitcoin.regtest });

describe('fieldAt', () => {
  it('finds the field of each byte', () => {
    for (let offset = 0; offset < payload.length; offset++) {
      const containing = fields.filter((each) => each.offset <= offset && offset < each.offset + each.length);
      expect(containing).toHaveLength(1);
      expect(fieldAt(fields, offset)).toBe(containing[0]);
    }
  });

  it('is undefined outside of the payload', () => {
    expect(fieldAt(fields, -1)).toBeUndefined();
    expect(fieldAt(fields, payload.length)).toBeUndefined();
    expect(fieldAt([], 0)).toBeUndefined();
  });
});

describe('byteRangesOf', () => {
  it('joins the fields of a value', () => {
    expect(byteRangesOf(fields, 'transaction/outputs/0')).toEqual([{ offset: 51, length: 9 }]);
    expect(byteRangesOf(fields, 'transaction/lockTime')).toEqual([{ offset: 63, length: 4 }]);
  });

  it('contains counts and lengths', () => {
    expect(byteRangesOf(fields, 'transaction/outputs')).toEqual([{ offset: 50, length: 10 }]);
    expect(byteRangesOf(fields, 'transaction/inputs/0/script')).toEqual([{ offset: 43, length: 3 }]);
    expect(byteRangesOf(fields, 'transaction/outputs/0/script')).toEqual([{ offset: 59, length: 1 }]);
  });

  it('has two ranges of an input with a witness', () => {
    expect(byteRangesOf(fields, 'transaction/inputs/0')).toEqual([
      { offset: 7, length: 43 },
      { offset: 60, length: 3 },
    ]);
  });

  it('has all bytes for the empty path', () => {
    expect(byteRangesOf(fields, '')).toEqual([{ offset: 0, length: payload.length }]);
    expect(byteRangesOf(fields, 'transaction')).toEqual([{ offset: 0, length: payload.length }]);
  });

  it('is empty for a path without bytes', () => {
    expect(byteRangesOf(fields, 'transaction/input')).toEqual([]);
    expect(byteRangesOf(fields, 'transaction/inputs/00')).toEqual([]);
    expect(byteRangesOf([], '')).toEqual([]);
  });
});
