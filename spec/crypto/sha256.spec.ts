import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../lib/codec/hex.js';
import { hash160 } from '../../lib/crypto/hash160.js';
import { checksum, sha256d } from '../../lib/crypto/sha256d.js';
import { sha256 as noble } from '../../lib/crypto/sha256Noble.js';
import { sha256 as node } from '../../lib/crypto/sha256Node.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each([
  ['Noble', noble],
  ['Node', node],
])('sha256 by %s', (_, sha256) => {
  // FIPS 180-2, appendix B.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j', (text, digest) => {
    expect(toHex(sha256(ascii(text)))).toBe(digest);
  });

  it('returns a plain Uint8Array', () => {
    expect(sha256(Buffer.from('abc')).constructor).toBe(Uint8Array);
  });

  it('hashes only the bytes of a view', () => {
    const padded = Uint8Array.of(1, 2, ...ascii('abc'), 3, 4);
    expect(sha256(padded.subarray(2, 5))).toStrictEqual(sha256(ascii('abc')));
  });
});

describe('the two implementations of sha256', () => {
  it('agree', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(node(bytes)).toStrictEqual(noble(bytes));
      }),
    );
  });
});

describe('sha256d', () => {
  // Bitcoin's wiki, "Protocol documentation", Hashes.
  it('of "hello"', () => {
    expect(toHex(sha256d(ascii('hello')))).toBe('9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50');
  });
});

describe('checksum', () => {
  // The checksum of a message without payload: 5d f6 e0 e2 on the wire.
  it('is correct for an empty payload', () => {
    expect(checksum(new Uint8Array(0))).toBe(0xe2e0f65d);
  });
});

describe('hash160', () => {
  // Bitcoin's wiki, "Protocol documentation", Hashes.
  it('of "hello"', () => {
    expect(toHex(hash160(ascii('hello')))).toBe('b6a9c8c230722b7c748331a8b450f05566dc7d0f');
  });
});
