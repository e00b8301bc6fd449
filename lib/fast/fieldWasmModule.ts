import { FIELD_PRIME } from '../crypto/secp256k1Field.js';
import { WasmCode } from './wasmCode.js';
import type { WasmFunction } from './wasmModule.js';

// Arithmetic modulo p = 2^256 - 2^32 - 977 in WebAssembly. An element is ten limbs of 64 bits, each worth 26 bits more than the one before it.
// Limbs are not reduced: an element has magnitude m if no limb exceeds m times LIMB_LIMIT. Products have magnitude 1, sums the sum of
// the magnitudes. Two factors are allowed if the product of their magnitudes is at most 300: then no column of a product exceeds 2^64.

/** The size of an element in memory. */
export const ELEMENT_BYTES = 80;
export const LIMBS = 10;
export const LIMB_BITS = 26;
/** Slightly more than 26 bits, because the last carries of a product are not propagated. */
export const LIMB_LIMIT = 2 ** 26 + 2 ** 20;

/** `multiply(product, a, b)`: the addresses may be equal. */
export function fieldMultiply(): WasmFunction {
  const code = new WasmCode();
  const [PRODUCT, A, B] = [0, 1, 2] as const;
  const a = 3;
  const b = a + LIMBS;
  const columns = b + LIMBS;
  const carry = columns + 2 * LIMBS;
  for (let i = 0; i < LIMBS; i++)
    code
      .get(A)
      .i64load(8 * i)
      .set(a + i)
      .get(B)
      .i64load(8 * i)
      .set(b + i);
  // Limbs 0 to 18 of the product, each reduced to 26 bits; the rest is limb 19.
  for (let k = 0; k < 2 * LIMBS - 1; k++) {
    const first = Math.max(0, k - LIMBS + 1);
    for (let i = first; i <= Math.min(k, LIMBS - 1); i++) {
      code
        .get(a + i)
        .get(b + k - i)
        .op('i64.mul');
      if (i > first) code.op('i64.add');
    }
    if (k > 0) code.get(carry).op('i64.add');
    splitLimb(code, columns + k, carry);
  }
  code.get(carry).set(columns + 2 * LIMBS - 1);
  // 2^260 = FOLD_LOW + FOLD_HIGH * 2^26 modulo p.
  for (let k = 0; k < LIMBS; k++) {
    code
      .get(columns + k)
      .get(columns + LIMBS + k)
      .long(FOLD_LOW)
      .op('i64.mul')
      .op('i64.add');
    if (k > 0) {
      code
        .get(columns + LIMBS + k - 1)
        .long(FOLD_HIGH)
        .op('i64.mul')
        .op('i64.add');
      code.get(carry).op('i64.add');
    }
    splitLimb(code, columns + k, carry);
  }
  // The part from 2^260 on, which has less than 50 bits.
  code
    .get(columns + 2 * LIMBS - 1)
    .long(FOLD_HIGH)
    .op('i64.mul')
    .get(carry)
    .op('i64.add')
    .set(carry);
  code.get(columns).get(carry).long(FOLD_LOW).op('i64.mul').op('i64.add').set(columns);
  code
    .get(columns + 1)
    .get(carry)
    .long(FOLD_HIGH)
    .op('i64.mul')
    .op('i64.add')
    .set(columns + 1);
  for (let k = 0; k < 3; k++) {
    code
      .get(columns + k + 1)
      .get(columns + k)
      .long(BigInt(LIMB_BITS))
      .op('i64.shr_u')
      .op('i64.add')
      .set(columns + k + 1);
    code
      .get(columns + k)
      .long(LIMB_MASK)
      .op('i64.and')
      .set(columns + k);
  }
  for (let k = 0; k < LIMBS; k++)
    code
      .get(PRODUCT)
      .get(columns + k)
      .i64store(8 * k);
  return { name: 'multiply', code: code.bytes, parameters: 3, longs: 4 * LIMBS + 1 };
}

/** From the value on the stack, stores the low 26 bits in the local `limb` and the rest in `carry`. */
function splitLimb(code: WasmCode, limb: number, carry: number): void {
  code.tee(limb).long(BigInt(LIMB_BITS)).op('i64.shr_u').set(carry);
  code.get(limb).long(LIMB_MASK).op('i64.and').set(limb);
}

/** Writes an element of any integer from 0 to 2^260 - 1, with magnitude 1. */
export function writeElement(memory: BigUint64Array, address: number, value: bigint): void {
  for (let i = 0; i < LIMBS; i++) memory[address / 8 + i] = (value >> BigInt(LIMB_BITS * i)) & LIMB_MASK;
}

/** The value of an element, reduced. */
export function readElement(memory: BigUint64Array, address: number): bigint {
  let value = 0n;
  for (let i = LIMBS - 1; i >= 0; i--) value = (value << BigInt(LIMB_BITS)) + memory[address / 8 + i]!;
  return value % FIELD_PRIME;
}

/** A multiple of p as limbs of at least `magnitude` * LIMB_LIMIT, so that no limb is negative if an element is subtracted from it. */
export function multipleOfPrime(magnitude: number): bigint[] {
  const limb = BigInt(magnitude * LIMB_LIMIT);
  let sum = 0n;
  for (let i = 0; i < LIMBS; i++) sum += limb << BigInt(LIMB_BITS * i);
  const rest = FIELD_PRIME - (sum % FIELD_PRIME);
  return Array.from({ length: LIMBS }, (_, i) => limb + ((rest >> BigInt(LIMB_BITS * i)) & LIMB_MASK));
}

const LIMB_MASK = (1n << BigInt(LIMB_BITS)) - 1n;
const FOLD_LOW = 0x3d10n;
const FOLD_HIGH = 0x400n;
