import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { decodeEllSwift, encodeEllSwift, xSwiftEc, xSwiftEcInverse } from '../../lib/crypto/ellSwift.js';
import {
  FIELD_PRIME,
  integerOf,
  invert,
  isOnCurve,
  isSquare,
  reduce,
  squareRoot,
  writeInteger,
} from '../../lib/crypto/secp256k1Field.js';
import { cryptoRandom } from '../../lib/peer/cryptoRandom.js';
import { hasVectors, vectorRows } from '../helpers/vectors.js';

const BRANCHES = [0, 1, 2, 3, 4, 5, 6, 7];
const hexOf = (value: bigint): string => value.toString(16).padStart(64, '0');

(hasVectors ? describe : describe.skip)("BIP324's vectors (skipped without ../shared/vectors)", () => {
  const decodeRows = vectorRows('bip-0324-ellswift_decode_test_vectors.csv');
  const inverseRows = vectorRows('bip-0324-xswiftec_inv_test_vectors.csv');

  it('exist', () => {
    expect([decodeRows.length, inverseRows.length]).toEqual([76, 32]);
  });

  it.each(decodeRows)('decode $ellswift', ({ ellswift, x }) => {
    expect(hexOf(decodeEllSwift(fromHex(ellswift!)))).toBe(x);
  });

  it.each(inverseRows)('invert u = $u, x = $x', (row) => {
    const [x, u] = [integerOf(fromHex(row.x!)), integerOf(fromHex(row.u!))];
    for (const branch of BRANCHES) {
      const t = xSwiftEcInverse(x, u, branch);
      expect(t === undefined ? '' : hexOf(t)).toBe(row[`case${branch}_t`]);
      if (t !== undefined) expect(xSwiftEc(u, t)).toBe(x);
    }
  });
});

describe('encodeEllSwift', () => {
  it('returns different encodings that decode to the same x', () => {
    // The generator (SEC 2, 2.4.1).
    const x = integerOf(fromHex('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'));
    const encodings = Array.from({ length: 50 }, () => encodeEllSwift(x, cryptoRandom));
    expect(new Set(encodings.map(toHex)).size).toBe(50);
    for (const encoding of encodings) expect(decodeEllSwift(encoding)).toBe(x);
  });

  it('draws again while u is 0 or not below p', () => {
    const x = integerOf(fromHex('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'));
    const p = new Uint8Array(32);
    writeInteger(FIELD_PRIME, p);
    const unusable = [new Uint8Array(32), p, new Uint8Array(32).fill(255)];
    let draws = 0;
    const encoding = encodeEllSwift(x, (bytes) =>
      bytes === 32 ? (unusable[draws++] ?? cryptoRandom(32)) : cryptoRandom(bytes),
    );
    expect(draws).toBeGreaterThan(3);
    expect(decodeEllSwift(encoding)).toBe(x);
    expect(unusable.map(toHex)).not.toContain(toHex(encoding.subarray(0, 32)));
  });

  it('errors for a generator that only returns zeros', () => {
    expect(() => encodeEllSwift(1n, (bytes) => new Uint8Array(bytes))).toThrow(
      'no ElligatorSwift encoding after 1000 attempts: the generator does not return random bytes',
    );
  });
});

describe('arithmetic modulo p', () => {
  const values = Array.from({ length: 200 }, () => reduce(integerOf(cryptoRandom(32))));

  it('inverts', () => {
    for (const value of [1n, 2n, FIELD_PRIME - 1n, ...values]) expect(reduce(value * invert(value))).toBe(1n);
  });

  it('finds the same squares by the Jacobi symbol as by the criterion of Euler', () => {
    for (const value of [0n, 1n, 2n, 1n << 64n, 1n << 255n, FIELD_PRIME - 1n, ...values]) {
      const root = squareRoot(value);
      expect(isSquare(value)).toBe(reduce(root * root) === value);
    }
  });

  it('returns the root that is a square', () => {
    for (const value of values) {
      const square = reduce(value * value);
      expect([value, FIELD_PRIME - value]).toContain(squareRoot(square));
      expect(isSquare(squareRoot(square))).toBe(true);
    }
  });

  it('writes and reads integers, also beyond p', () => {
    const bytes = new Uint8Array(40);
    writeInteger(2n ** 256n - 1n, bytes.subarray(8));
    expect(integerOf(bytes.subarray(8))).toBe(2n ** 256n - 1n);
    expect(toHex(bytes)).toBe('00'.repeat(8) + 'ff'.repeat(32));
  });

  it('knows that 1 is on the curve and 5 is not', () => {
    // 1 + 7 = 8 is a square; 5³ + 7 = 132 is not (Bitcoin Core, secp256k1, tests).
    expect([isOnCurve(1n), isOnCurve(5n)]).toEqual([true, false]);
  });
});
