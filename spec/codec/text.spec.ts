import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { bytesOfText, textOfBytes, varString } from '../../lib/codec/text.js';
import { randomOf } from '../../scripts/mutations.mjs';
import { read, written } from '../helpers/wire/codec.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';

const decodable = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

describe('text', () => {
  it.each([
    ['', ''],
    ['/Satoshi:0.7.2/', '2f5361746f7368693a302e372e322f'],
    ['äöü', 'c3a4c3b6c3bc'],
    ['€', 'e282ac'],
    ['𐂀', 'f0908280'],
    ['\u{10ffff}', 'f48fbfbf'],
    ['\0', '00'],
    ['\ufeffa', 'efbbbf61'],
  ])('%p', (text, hex) => {
    expect(textOfBytes(fromHex(hex))).toBe(text);
    expect(toHex(bytesOfText(text))).toBe(hex);
  });

  it.each([
    ['a lone continuation', '6180', 'a\udc80'],
    ['a sequence that is cut', 'e282', '\udce2\udc82'],
    ['an overlong form of /', 'c0af', '\udcc0\udcaf'],
    ['an overlong form of three bytes', 'e08080', '\udce0\udc80\udc80'],
    ['an overlong form of four bytes', 'f0808080', '\udcf0\udc80\udc80\udc80'],
    ['a surrogate', 'eda080', '\udced\udca0\udc80'],
    ['a code point above 10ffff', 'f4908080', '\udcf4\udc90\udc80\udc80'],
    ['ff', 'ff41', '\udcffA'],
    ['bad bytes around good ones', 'ffc3a4f09082806280', '\udcffä𐂀b\udc80'],
    ['a beginning before a whole sequence', 'e2e282ac', '\udce2€'],
  ])('decodes bytes that are not UTF-8 reversibly: %s', (_, hex, text) => {
    expect(textOfBytes(fromHex(hex))).toBe(text);
    expect(toHex(bytesOfText(text))).toBe(hex);
  });

  it('is reversible for any bytes, and equals TextDecoder for UTF-8', () => {
    const random = randomOf(1, 0);
    const striking = [0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: random.below(9) }, () => random.oneOf(striking));
      const text = textOfBytes(bytes);
      expect(toHex(bytesOfText(text))).toBe(toHex(bytes));
      expect(/[\udc80-\udcff]/u.test(text)).toBe(!decodable(bytes));
    }
  });
});

describe('varString', () => {
  const text = varString({ minBytes: 1, maxBytes: 3 });

  it('follows its length in bytes', () => {
    expect(read(text, '03e282ac')).toBe('€');
    expect(written(text, '€')).toBe('03e282ac');
    expect(text.minBytes).toBe(2);
    expect(faultOf(() => read(text, '0341'))).toStrictEqual(remote('SHORT_PAYLOAD'));
  });

  it('counts bytes, not characters', () => {
    expect(faultOf(() => read(text, '04e282ac41'))).toStrictEqual(remote('LIMIT_EXCEEDED'));
    expect(faultOf(() => written(text, '€a'))).toStrictEqual(local('LIMIT_EXCEEDED'));
    expect(faultOf(() => read(text, '00'))).toStrictEqual(remote('INVALID_VALUE'));
    expect(faultOf(() => written(text, ''))).toStrictEqual(local('INVALID_VALUE'));
    expect(faultOf(() => written(text, 5 as never))).toStrictEqual(local('INVALID_VALUE'));
  });
});
