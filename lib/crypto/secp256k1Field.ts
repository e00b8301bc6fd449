// Arithmetic modulo p, the prime of secp256k1's field. Every value is reduced: from 0 to p - 1. Not in constant time; see ephemeralKey.ts.
// Source: SEC 2, version 2, 2.4.1.

/** p = 2^256 - 2^32 - 977. */
export const FIELD_PRIME = 0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffe_fffffc2fn;

/** Reduces any integer. */
export function reduce(value: bigint): bigint {
  const remainder = value % FIELD_PRIME;
  return remainder < 0n ? remainder + FIELD_PRIME : remainder;
}

/** The inverse of a value other than 0, by Euclid's algorithm. */
export function invert(value: bigint): bigint {
  let [larger, smaller] = [FIELD_PRIME, value];
  let [earlier, factor] = [0n, 1n];
  while (smaller !== 0n) {
    const quotient = larger / smaller;
    [larger, smaller] = [smaller, larger - quotient * smaller];
    [earlier, factor] = [factor, earlier - quotient * factor];
  }
  return reduce(earlier);
}

/** True if the value has a square root: 0 has one. By the Jacobi symbol (Cohen, A Course in Computational Algebraic Number Theory, 1.4.10). */
export function isSquare(value: bigint): boolean {
  if (value === 0n) return true;
  let [upper, lower] = [value, FIELD_PRIME];
  let isNegative = false;
  while (upper !== 0n) {
    const zeros = trailingZeros(upper);
    upper >>= BigInt(zeros);
    const lowerBits = Number(lower & 7n);
    // (2/n) = -1 for n = 3 and 5 modulo 8.
    if (zeros % 2 === 1 && (lowerBits === 3 || lowerBits === 5)) isNegative = !isNegative;
    // Quadratic reciprocity.
    if ((lowerBits & 3) === 3 && (upper & 3n) === 3n) isNegative = !isNegative;
    [upper, lower] = [lower % upper, upper];
  }
  return !isNegative;
}

/** The square root that is itself a square: value^((p + 1) / 4). The value must be a square. */
export function squareRoot(value: bigint): bigint {
  // (p + 1) / 4 in binary is 223 ones, a zero, 22 ones, four zeros, two ones, two zeros. A name states its number of ones.
  const ones2 = squares(value, 1, value);
  const ones3 = squares(ones2, 1, value);
  const ones6 = squares(ones3, 3, ones3);
  const ones9 = squares(ones6, 3, ones3);
  const ones11 = squares(ones9, 2, ones2);
  const ones22 = squares(ones11, 11, ones11);
  const ones44 = squares(ones22, 22, ones22);
  const ones88 = squares(ones44, 44, ones44);
  const ones176 = squares(ones88, 88, ones88);
  const ones220 = squares(ones176, 44, ones44);
  const ones223 = squares(ones220, 3, ones3);
  return squares(squares(squares(ones223, 23, ones22), 6, ones2), 2, 1n);
}

/** True if x is the coordinate of a point: x³ + 7 is a square. */
export function isOnCurve(x: bigint): boolean {
  return isSquare(curveAt(x));
}

/** x³ + 7. */
export function curveAt(x: bigint): bigint {
  return (x * x * x + 7n) % FIELD_PRIME;
}

/** The integer of 32 bytes, big-endian; it can be p or larger. */
export function integerOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  const [a, b, c, d] = [0, 8, 16, 24].map((at) => view.getBigUint64(at)) as [bigint, bigint, bigint, bigint];
  return (a << 192n) | (b << 128n) | (c << 64n) | d;
}

/** Writes 32 bytes, big-endian, at the beginning of `target`. */
export function writeInteger(value: bigint, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, 32);
  for (let i = 0; i < 4; i++) view.setBigUint64(8 * i, BigInt.asUintN(64, value >> BigInt(192 - 64 * i)));
}

/** value^(2^count) * factor */
function squares(value: bigint, count: number, factor: bigint): bigint {
  for (let i = 0; i < count; i++) value = (value * value) % FIELD_PRIME;
  return (value * factor) % FIELD_PRIME;
}

/** The number of zero bits at the end of a value other than 0. */
function trailingZeros(value: bigint): number {
  let zeros = 0;
  for (;;) {
    const low = Number(BigInt.asUintN(32, value));
    if (low !== 0) return zeros + 31 - Math.clz32(low & -low);
    value >>= 32n;
    zeros += 32;
  }
}
