import { describe, expect, it } from '@jest/globals';
import { crc32 } from '../../lib/crypto/crc32.js';

describe('crc32', () => {
  // The first is the check value of the catalogue of CRC algorithms (CRC-32/ISO-HDLC), the rest are Python's zlib.crc32.
  it.each([
    ['123456789', 0xcbf4_3926],
    ['', 0],
    ['\0', 0xd202_ef8d],
    ['\xff\xff\xff\xff', 0xffff_ffff],
  ])('is correct for %j', (text, crc) => {
    expect(crc32(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toBe(crc);
  });
});
