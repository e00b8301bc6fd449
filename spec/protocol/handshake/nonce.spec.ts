import { describe, expect, it } from '@jest/globals';
import { randomNonce } from '../../../lib/protocol/handshake/nonce.js';

describe('randomNonce', () => {
  it('is eight random bytes', () => {
    expect(randomNonce((bytes) => Uint8Array.from({ length: bytes }, (_, i) => i + 1))).toBe(0x0807_0605_0403_0201n);
  });

  it('respects the byteOffset of the random bytes', () => {
    expect(randomNonce((bytes) => Uint8Array.of(9, 9, 1, 0, 0, 0, 0, 0, 0, 0).subarray(2, 2 + bytes))).toBe(1n);
  });

  it('is never 0', () => {
    expect(randomNonce((bytes) => new Uint8Array(bytes))).toBe(1n);
  });
});
