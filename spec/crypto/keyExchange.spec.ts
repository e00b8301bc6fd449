import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { decodeEllSwift } from '../../lib/crypto/ellSwift.js';
import { CURVE_ORDER } from '../../lib/crypto/ephemeralKey.js';
import * as noble from '../../lib/crypto/keyExchangeNoble.js';
import * as node from '../../lib/crypto/keyExchangeNode.js';
import * as wasm from '../../lib/fast/fastKeyExchange.js';
import { integerOf, writeInteger } from '../../lib/crypto/secp256k1Field.js';
import { cryptoRandom } from '../../lib/peer/cryptoRandom.js';
import { hasVectors, vectorRows } from '../helpers/vectors.js';

/** The x coordinate of the generator (SEC 2, 2.4.1). */
const X_OF_1 = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
/** The x coordinate of twice the generator; known from BIP340's tests of small keys. */
const X_OF_2 = 'c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5';

const twins = [
  ['Noble', noble],
  ['Node', node],
  ['WebAssembly', wasm],
] as const;

describe.each(twins)('the key exchange by %s', (_, { createKeyExchange, keyExchangeOf }) => {
  (hasVectors ? it : it.skip).each(vectorRows('bip-0324-packet_encoding_test_vectors.csv'))(
    'agrees with vector $in_idx of BIP324 (skipped without ../shared/vectors)',
    (row) => {
      const exchange = keyExchangeOf(fromHex(row.in_priv_ours!), fromHex(row.in_ellswift_ours!));
      const secret = exchange.sharedSecret(fromHex(row.in_ellswift_theirs!), row.in_initiating === '1');
      expect(toHex(secret)).toBe(row.mid_shared_secret);
      expect(toHex(exchange.publicKey)).toBe(row.in_ellswift_ours);
    },
  );

  it('gives both sides the same secret, and another one in the same role', () => {
    const [ours, theirs] = [createKeyExchange(cryptoRandom), createKeyExchange(cryptoRandom)];
    const secret = ours.sharedSecret(theirs.publicKey, true);
    expect(secret).toHaveLength(32);
    expect(secret.constructor).toBe(Uint8Array);
    expect(theirs.sharedSecret(ours.publicKey, false)).toStrictEqual(secret);
    expect(theirs.sharedSecret(ours.publicKey, true)).not.toStrictEqual(secret);
  });

  it('agrees with the other implementation', () => {
    const other = createKeyExchange === noble.createKeyExchange ? node : noble;
    for (let i = 0; i < 20; i++) {
      const [ours, theirs] = [createKeyExchange(cryptoRandom), other.createKeyExchange(cryptoRandom)];
      expect(toHex(ours.sharedSecret(theirs.publicKey, true))).toBe(toHex(theirs.sharedSecret(ours.publicKey, false)));
    }
  });

  it.each([0, 255])('accepts 64 bytes of %i as a key', (byte) => {
    const exchange = createKeyExchange(cryptoRandom);
    expect(exchange.sharedSecret(new Uint8Array(64).fill(byte), false)).toHaveLength(32);
  });

  it('errors for a key of another length', () => {
    const exchange = createKeyExchange(cryptoRandom);
    expect(() => exchange.sharedSecret(new Uint8Array(63), false)).toThrow(
      'a key in ElligatorSwift encoding has 64 bytes, got 63',
    );
  });

  it('draws private keys again while they are 0 or not below the order of the curve', () => {
    const order = new Uint8Array(32);
    writeInteger(CURVE_ORDER, order);
    const two = new Uint8Array(32);
    two[31] = 2;
    const draws = [new Uint8Array(32), order, new Uint8Array(32).fill(255), two];
    const exchange = createKeyExchange((bytes) => (bytes === 32 ? draws.shift() : undefined) ?? cryptoRandom(bytes));
    expect(decodeEllSwift(exchange.publicKey)).toBe(integerOf(fromHex(X_OF_2)));
  });

  it('accepts the largest private key: the negative of the generator', () => {
    const largest = new Uint8Array(32);
    writeInteger(CURVE_ORDER - 1n, largest);
    const draws = [largest];
    const exchange = createKeyExchange((bytes) => (bytes === 32 ? draws.pop() : undefined) ?? cryptoRandom(bytes));
    expect(decodeEllSwift(exchange.publicKey)).toBe(integerOf(fromHex(X_OF_1)));
  });

  it('errors for a generator that only returns zeros', () => {
    expect(() => createKeyExchange((bytes) => new Uint8Array(bytes))).toThrow('no private key after 1000 attempts');
  });
});
