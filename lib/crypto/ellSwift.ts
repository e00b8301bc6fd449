// ElligatorSwift: x coordinates of points of secp256k1 as 64 bytes that look random. Source: BIP324, "ElligatorSwift encoding of curve X
// coordinates". Names are those of the BIP.
import { LocalProtocolError } from '../base/errors.js';
import {
  curveAt,
  FIELD_PRIME,
  integerOf,
  invert,
  isOnCurve,
  isSquare,
  reduce,
  squareRoot,
  writeInteger,
} from './secp256k1Field.js';

/** The length of an encoded key. */
export const ELL_SWIFT_BYTES = 64;

/** The x coordinate that these 64 bytes encode. Every 64 bytes encode one. */
export function decodeEllSwift(bytes: Uint8Array): bigint {
  return xSwiftEc(reduce(integerOf(bytes)), reduce(integerOf(bytes.subarray(32))));
}

/**
 * A random encoding of an x coordinate of the curve, in a new buffer.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` after MAX_ATTEMPTS attempts, which only a defective `random` causes.
 *
 * @param random returns cryptographically random bytes
 */
export function encodeEllSwift(x: bigint, random: (bytes: number) => Uint8Array): Uint8Array {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const uBytes = random(32);
    const u = integerOf(uBytes);
    const branch = random(1)[0]! & 7;
    if (u === 0n || u >= FIELD_PRIME) continue;
    const t = xSwiftEcInverse(x, u, branch);
    if (t === undefined) continue;
    const bytes = new Uint8Array(ELL_SWIFT_BYTES);
    bytes.set(uBytes);
    writeInteger(t, bytes.subarray(32));
    return bytes;
  }
  throw new LocalProtocolError(
    'INVALID_VALUE',
    `no ElligatorSwift encoding after ${MAX_ATTEMPTS} attempts: the generator does not return random bytes`,
  );
}

/** About a quarter of the attempts succeed: all 1000 fail with probability 10^-125. */
export const MAX_ATTEMPTS = 1000;

/** XSwiftEC: maps two field elements to an x coordinate of the curve. */
export function xSwiftEc(u: bigint, t: bigint): bigint {
  if (u === 0n) u = 1n;
  if (t === 0n) t = 1n;
  let g = curveAt(u);
  let tSquared = (t * t) % FIELD_PRIME;
  if (g + tSquared === FIELD_PRIME) {
    t = reduce(2n * t);
    tSquared = reduce(4n * tSquared);
  }
  g -= tSquared;
  // X = g / 2t and Y = (X + t) / cu: with one inversion of both denominators.
  const twoT = 2n * t;
  const cu = (C * u) % FIELD_PRIME;
  const inverse = invert((twoT * cu) % FIELD_PRIME);
  const X = reduce(((g * cu) % FIELD_PRIME) * inverse);
  const Y = ((X + t) * ((inverse * twoT) % FIELD_PRIME)) % FIELD_PRIME;
  const x1 = (u + 4n * Y * Y) % FIELD_PRIME;
  if (isOnCurve(x1)) return x1;
  const quotient = X * invert(Y);
  const x2 = reduce((-quotient - u) * HALF);
  if (isOnCurve(x2)) return x2;
  return reduce((quotient - u) * HALF);
}

/** XSwiftECInv: the t with xSwiftEc(u, t) = x that `branch`, 0 to 7, selects; undefined if there is none. x must be on the curve. */
export function xSwiftEcInverse(x: bigint, u: bigint, branch: number): bigint | undefined {
  const g = curveAt(u);
  let s: bigint;
  let v: bigint;
  if ((branch & 2) === 0) {
    if (isOnCurve(reduce(-x - u))) return undefined;
    v = x;
    const denominator = reduce(u * u + u * x + x * x);
    // a / b is a square exactly if ab is one. The denominator is not 0: then (-x - u)³ would equal x³.
    if (!isSquare(reduce(-g * denominator))) return undefined;
    s = reduce(-g * invert(denominator));
  } else {
    s = reduce(x - u);
    if (s === 0n || !isSquare(s)) return undefined;
    const rSquared = reduce(-s * (4n * g + 3n * u * u * s));
    if (!isSquare(rSquared) || ((branch & 1) === 1 && rSquared === 0n)) return undefined;
    v = (reduce(squareRoot(rSquared) * invert(s) - u) * HALF) % FIELD_PRIME;
  }
  const w = squareRoot(s);
  const isOdd = (branch & 1) === 1;
  const t = w * (u * (isOdd ? HALF_OF_1_PLUS_C : HALF_OF_1_MINUS_C) + v);
  return reduce((branch & 5) === 0 || (branch & 5) === 5 ? -t : t);
}

/** The square root of -3 that is a square. */
const C = 0xa2d2ba93507f1df233770c2a797962cc61f6d15da14ecd47d8d27ae1cd5f852n;
const HALF = (FIELD_PRIME + 1n) / 2n;
const HALF_OF_1_MINUS_C = reduce((1n - C) * HALF);
const HALF_OF_1_PLUS_C = reduce((1n + C) * HALF);
