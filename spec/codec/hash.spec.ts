import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfHash, hashOfBytes } from '../../lib/codec/hash.js';
import { LocalProtocolError } from '../../lib/base/errors.js';

describe('bytesOfHash', () => {
  it('is the inverse of hashOfBytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(bytesOfHash(hashOfBytes(bytes))).toStrictEqual(bytes);
      }),
    );
  });

  it.each([0, 31, 33])('is the inverse for 32 bytes only, not for %i', (length) => {
    expect(() => hashOfBytes(new Uint8Array(length))).toThrow(LocalProtocolError);
  });

  it.each(['', 'ab', 'AB'.repeat(32), 'xy'.repeat(32)])('refuses %j', (text) => {
    expect(() => bytesOfHash(text)).toThrow(LocalProtocolError);
  });
});
