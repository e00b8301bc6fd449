import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { faultOf, local } from '../helpers/wire/fault.js';

describe('hex', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

  it('converts bytes to hex and back', () => {
    expect(toHex(all)).toBe(Buffer.from(all).toString('hex'));
    expect(fromHex(toHex(all))).toStrictEqual(all);
    expect(fromHex(toHex(all).toUpperCase())).toStrictEqual(all);
    expect(fromHex('')).toStrictEqual(new Uint8Array(0));
    expect(toHex(Buffer.from('ab'))).toBe('6162');
  });

  it.each(['0', 'abc', '0g', 'g0', ' 00', '0x00', '@0', '`0', '/0', ':0', 'ä0', '\u{10061}'])('refuses %p', (text) => {
    expect(faultOf(() => fromHex(text))).toStrictEqual(local('INVALID_VALUE'));
  });
});
