import { ELEMENT_BYTES, fieldMultiply, multipleOfPrime, writeElement } from './fieldWasmModule.js';
import { WasmCode } from './wasmCode.js';
import { moduleOfFunctions, type WasmFunction } from './wasmModule.js';

/** Offsets in the memory of the ladder, in bytes. */
export const LADDER_PLACES = {
  /** The scalar, or the exponent: 32 bytes, big-endian. */
  scalar: 0,
  /** The x coordinate of the point; `power`: the base. */
  x: element(0),
  /** The result of `ladder`: its x coordinate is resultX / resultZ. The result of `power` is resultX. */
  resultX: element(1),
  resultZ: element(2),
  one: element(3),
} as const;

/** The other point, constants and temporary values. */
const SLOTS = {
  nextX: element(4),
  nextZ: element(5),
  a: element(6),
  b: element(7),
  c: element(8),
  d: element(9),
  prime1: element(10),
  prime8: element(11),
} as const;

function element(index: number): number {
  return 64 + index * ELEMENT_BYTES;
}

/**
 * The functions `multiply`, `ladder` and `power`.
 *
 * `ladder()`: multiplies a point of y² = x³ + 7, of which it needs x only, by a scalar: a Montgomery ladder. It keeps two points, kP and
 * (k + 1)P, as X and Z with x = X / Z; Z is 0 for the point at infinity. Each of the 256 bits costs an addition and a doubling, and no branch
 * or address depends on a bit. Source: Brier and Joye, "Weierstraß Elliptic Curves and Side-Channel Attacks" (2002), section 4, with a = 0.
 *
 * `power()`: `x` to the power of a public exponent.
 */
export function assembleLadder(): Uint8Array {
  return moduleOfFunctions([fieldMultiply(), ladder(), power()], 1);
}

/** Writes the constants. */
export function initialiseLadder(memory: BigUint64Array): void {
  writeElement(memory, LADDER_PLACES.one, 1n);
  multipleOfPrime(1).forEach((limb, i) => (memory[SLOTS.prime1 / 8 + i] = limb));
  multipleOfPrime(8).forEach((limb, i) => (memory[SLOTS.prime8 / 8 + i] = limb));
}

const MULTIPLY = 0;
const INDEX = 0;
const BIT = 1;
const SWAP = 2;
const MASK = 3;
const DIFFERENCE = 4;

function ladder(): WasmFunction {
  const { x, resultX, resultZ, one } = LADDER_PLACES;
  const { nextX, nextZ } = SLOTS;
  const code = new WasmCode();
  // 0P, the point at infinity, and 1P.
  copy(code, resultX, one);
  for (let at = 0; at < ELEMENT_BYTES; at += 16)
    code
      .integer(0)
      .splat(0)
      .v128store(resultZ + at);
  copy(code, nextX, x);
  copy(code, nextZ, one);
  code.repeat(() => {
    scalarBit(code).tee(BIT).get(SWAP).op('i32.xor').set(SWAP);
    swapPoints(code);
    code.get(BIT).set(SWAP);
    step(code);
    nextBit(code);
  });
  swapPoints(code);
  return { name: 'ladder', code: code.bytes, parameters: 0, integers: 3, vectors: 2 };
}

/** (P, Q) = (2P, P + Q). The difference of Q and P is the point at `x`. In brackets: magnitudes above 1. Those of X1 and X2 are at most 4. */
function step(code: WasmCode): void {
  const { x, resultX: X1, resultZ: Z1 } = LADDER_PLACES;
  const { nextX: X2, nextZ: Z2, a, b, c, d, prime1, prime8 } = SLOTS;
  const { value, plus, minus, shifted } = expressions(code);
  // The sum: X = (X1 X2)² - 28 Z1 Z2 (X1 Z2 + X2 Z1), Z = x (X1 Z2 - X2 Z1)².
  multiply(code, a, X1, X2);
  multiply(code, b, Z1, Z2);
  multiply(code, c, X1, Z2);
  multiply(code, d, X2, Z1);
  multiply(code, a, a, a);
  const sum = plus(value(c), value(d));
  store(code, X2, minus(shifted(sum, 5), shifted(sum, 2))); // [64]
  multiply(code, b, b, X2);
  store(code, X2, minus(plus(value(a), value(prime1)), value(b))); // [4]
  store(code, c, minus(plus(value(c), value(prime1)), value(d))); // [4]
  multiply(code, c, c, c);
  multiply(code, Z2, c, x);
  // The double: X = X1 (X1³ - 56 Z1³), Z = 4 Z1 (X1³ + 7 Z1³).
  multiply(code, a, X1, X1);
  multiply(code, a, a, X1);
  multiply(code, b, Z1, Z1);
  store(code, c, minus(shifted(value(Z1), 3), value(Z1))); // [8]
  multiply(code, b, b, c);
  store(code, c, minus(plus(value(a), value(prime8)), shifted(value(b), 3))); // [11]
  multiply(code, X1, X1, c);
  store(code, c, plus(value(a), value(b))); // [2]
  store(code, d, shifted(value(Z1), 2)); // [4]
  multiply(code, Z1, c, d);
}

function power(): WasmFunction {
  const { x, resultX, one } = LADDER_PLACES;
  const code = new WasmCode();
  copy(code, resultX, one);
  code.repeat(() => {
    multiply(code, resultX, resultX, resultX);
    scalarBit(code);
    code.if(() => multiply(code, resultX, resultX, x));
    nextBit(code);
  });
  return { name: 'power', code: code.bytes, parameters: 0, integers: 1 };
}

/** Leaves the bit at INDEX of the scalar on the stack, the highest first. */
function scalarBit(code: WasmCode): WasmCode {
  code.get(INDEX).integer(3).op('i32.shr_u').byteLoad(LADDER_PLACES.scalar);
  code.integer(7).get(INDEX).integer(7).op('i32.and').op('i32.sub').op('i32.shr_u');
  return code.integer(1).op('i32.and');
}

/** Leaves 0 on the stack after the last bit. */
function nextBit(code: WasmCode): void {
  code.get(INDEX).integer(1).op('i32.add').tee(INDEX).integer(256).op('i32.xor');
}

/** Exchanges the two points if SWAP is 1, else does the same work. */
function swapPoints(code: WasmCode): void {
  const { resultX, resultZ } = LADDER_PLACES;
  // 0 or 2^64 - 1
  code.long(0n).get(SWAP).op('i64.extend_i32_u').op('i64.sub').simd('i64x2.splat').set(MASK);
  for (const [one, other] of [
    [resultX, SLOTS.nextX],
    [resultZ, SLOTS.nextZ],
  ] as const) {
    for (let at = 0; at < ELEMENT_BYTES; at += 16) {
      code
        .integer(0)
        .v128load(one + at)
        .integer(0)
        .v128load(other + at)
        .simd('v128.xor');
      code.get(MASK).simd('v128.and').set(DIFFERENCE);
      for (const address of [one + at, other + at]) {
        code.integer(0).integer(0).v128load(address).get(DIFFERENCE).simd('v128.xor').v128store(address);
      }
    }
  }
}

function multiply(code: WasmCode, product: number, a: number, b: number): void {
  code.integer(product).integer(a).integer(b).call(MULTIPLY);
}

function copy(code: WasmCode, target: number, source: number): void {
  store(code, target, expressions(code).value(source));
}

/** Emits code that leaves two limbs of an element, from `offset` on, on the stack. */
type Expression = (offset: number) => void;

function store(code: WasmCode, target: number, expression: Expression): void {
  for (let offset = 0; offset < ELEMENT_BYTES; offset += 16) {
    code.integer(0);
    expression(offset);
    code.v128store(target + offset);
  }
}

/** Sums and differences limb by limb, without carries. */
function expressions(code: WasmCode) {
  const both = (a: Expression, b: Expression, name: 'i64x2.add' | 'i64x2.sub'): Expression => {
    return (offset) => {
      a(offset);
      b(offset);
      code.simd(name);
    };
  };
  return {
    value: (address: number): Expression => {
      return (offset) => void code.integer(0).v128load(address + offset);
    },
    plus: (a: Expression, b: Expression) => both(a, b, 'i64x2.add'),
    minus: (a: Expression, b: Expression) => both(a, b, 'i64x2.sub'),
    shifted: (a: Expression, bits: number): Expression => {
      return (offset) => {
        a(offset);
        code.integer(bits).simd('i64x2.shl');
      };
    },
  };
}
