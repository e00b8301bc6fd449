import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashOfBytes } from '../../lib/codec/primitives.js';
import { bytesOfHash } from '../../lib/codec/bytesOfHash.js';
import { LocalProtocolError } from '../../lib/base/errors.js';

describe('bytesOfHash', () => {
  it('is the inverse of hashOfBytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(bytesOfHash(hashOfBytes(bytes))).toStrictEqual(bytes);
      }),
    );
  });

  it.each(['', 'ab', 'AB'.repeat(32), 'xy'.repeat(32)])('refuses %j', (text) => {
    expect(() => bytesOfHash(text)).toThrow(LocalProtocolError);
  });
});
