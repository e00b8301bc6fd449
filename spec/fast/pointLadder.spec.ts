import { describe, expect, it } from '@jest/globals';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { toHex } from '../../lib/codec/hex.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { CURVE_ORDER } from '../../lib/crypto/ephemeralKey.js';
import { FIELD_PRIME, integerOf, isOnCurve, reduce, writeInteger } from '../../lib/crypto/secp256k1Field.js';
import {
  ELEMENT_BYTES,
  fieldMultiply,
  LIMB_BITS,
  LIMB_LIMIT,
  LIMBS,
  multipleOfPrime,
  readElement,
  writeElement,
} from '../../lib/fast/fieldWasmModule.js';
import { createPointLadder } from '../../lib/fast/pointLadder.js';
import { instantiate, moduleOfFunctions } from '../../lib/fast/wasmModule.js';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const { below, bytes } = createSeededRandom(seed, 'ladder');
console.log(`pointLadder.spec.ts: SEED=${seed}`);

function bytesOf(value: bigint): Uint8Array {
  const target = new Uint8Array(32);
  writeInteger(value, target);
  return target;
}

function point(x: Uint8Array): Uint8Array {
  return Uint8Array.of(2, ...x);
}

describe('the point ladder', () => {
  const { importPrivateKey } = createPointLadder()!;
  const small = Array.from({ length: 20 }, (_, i) => BigInt(i + 1));
  const scalars = [
    ...small,
    ...small.map((value) => CURVE_ORDER - value),
    // The sum of the two points of the ladder is the point at infinity.
    ...[(CURVE_ORDER - 1n) / 2n, (CURVE_ORDER + 1n) / 2n],
    ...[2n ** 255n, 2n ** 255n - 1n, 2n ** 128n],
    ...Array.from({ length: 40 }, () => (integerOf(bytes(32)) % (CURVE_ORDER - 1n)) + 1n),
  ];

  it.each(scalars)('multiplies the generator by %i as noble does', (scalar) => {
    const key = bytesOf(scalar);
    expect(toHex(importPrivateKey(key).publicX())).toBe(toHex(secp256k1.getPublicKey(key).subarray(1)));
  });

  it('multiplies other points as noble does', () => {
    // Small coordinates, the largest ones, and random ones.
    const coordinates = [
      ...Array.from({ length: 30 }, (_, i) => BigInt(i)),
      ...Array.from({ length: 30 }, (_, i) => FIELD_PRIME - 1n - BigInt(i)),
      ...Array.from({ length: 40 }, () => reduce(integerOf(bytes(32)))),
    ].filter(isOnCurve);
    expect(coordinates.length).toBeGreaterThan(30);
    for (const x of coordinates) {
      const key = bytesOf(scalars[below(scalars.length)]!);
      const expected = secp256k1.getSharedSecret(key, point(bytesOf(x))).subarray(1);
      expect(toHex(importPrivateKey(key).multiplyX(bytesOf(x)))).toBe(toHex(expected));
    }
  });
});

describe('multiplication in the field', () => {
  const { memory, multiply } = instantiate(moduleOfFunctions([fieldMultiply()], 1)) as {
    readonly memory: { readonly buffer: ArrayBuffer };
    readonly multiply: (product: number, a: number, b: number) => void;
  };
  const limbs = new BigUint64Array(memory.buffer);
  const [A, B, PRODUCT] = [0, ELEMENT_BYTES, 2 * ELEMENT_BYTES];

  /** Sets limbs without regard to the value. */
  function setLimbs(address: number, limbAt: (i: number) => number): void {
    for (let i = 0; i < LIMBS; i++) limbs[address / 8 + i] = BigInt(limbAt(i));
  }

  it.each([
    [1, 1],
    [4, 4],
    [4, 11],
    [1, 64],
    [17, 17],
    [300, 1],
  ])('is right for magnitudes %i and %i, with a product of magnitude 1', (first, second) => {
    const limbsOf: ((magnitude: number) => (i: number) => number)[] = [
      (magnitude) => () => magnitude * LIMB_LIMIT,
      (magnitude) => () => below(magnitude * LIMB_LIMIT),
      (magnitude) => (i) => (i === below(LIMBS) ? magnitude * LIMB_LIMIT : 0),
    ];
    for (let run = 0; run < 300; run++) {
      setLimbs(A, limbsOf[below(3)]!(first));
      setLimbs(B, limbsOf[below(3)]!(second));
      if (run === 0)
        for (const [at, magnitude] of [
          [A, first],
          [B, second],
        ] as const)
          setLimbs(at, limbsOf[0]!(magnitude));
      const expected = reduce(readElement(limbs, A) * readElement(limbs, B));
      multiply(PRODUCT, A, B);
      expect(readElement(limbs, PRODUCT)).toBe(expected);
      for (let i = 0; i < LIMBS; i++) expect(limbs[PRODUCT / 8 + i]! <= BigInt(LIMB_LIMIT)).toBe(true);
    }
  });

  it('writes its product over a factor', () => {
    writeElement(limbs, A, FIELD_PRIME - 2n);
    multiply(A, A, A);
    expect(readElement(limbs, A)).toBe(4n);
  });

  it('has multiples of p from which elements can be subtracted', () => {
    for (const magnitude of [1, 8]) {
      const multiple = multipleOfPrime(magnitude);
      const value = multiple.reduce((sum, limb, i) => sum + (limb << BigInt(LIMB_BITS * i)), 0n);
      expect(value % FIELD_PRIME).toBe(0n);
      for (const limb of multiple) {
        expect(limb >= BigInt(magnitude * LIMB_LIMIT)).toBe(true);
        expect(limb < BigInt((magnitude + 1) * LIMB_LIMIT)).toBe(true);
      }
    }
  });
});
