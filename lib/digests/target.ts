import type { Hash } from '../codec/primitives.js';
import { LocalProtocolError } from '../base/errors.js';

/**
 * Expands the compact target `bits` of a block header. Returns 0n, which no hash meets, if the target is negative or exceeds 256 bits.
 *
 * Compact form: a byte with the length in bytes, then a sign bit and the 23 highest bits. Source: Bitcoin Core, arith_uint256.cpp
 * SetCompact. CheckProofOfWork (pow.cpp) refuses 0 and the targets that SetCompact reports as negative or overflow.
 */
export function targetOfBits(bits: number): bigint {
  const length = bits >>> 24;
  const word = bits & 0x007f_ffff;
  const target = length <= 3 ? BigInt(word >>> (8 * (3 - length))) : BigInt(word) << BigInt(8 * (length - 3));
  const isNegative = (bits & 0x0080_0000) !== 0;
  return isNegative || target > MAX_TARGET ? 0n : target;
}

/**
 * The compact form of a target, without its lower bytes: `targetOfBits(bitsOfTarget(target)) <= target`.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` when the target is negative or exceeds 256 bits.
 * Source: Bitcoin Core, arith_uint256.cpp GetCompact.
 */
export function bitsOfTarget(target: bigint): number {
  if (target < 0n || target > MAX_TARGET) {
    throw new LocalProtocolError('INVALID_VALUE', `target of 0 to 256 bits expected, got ${target}`);
  }
  let length = target === 0n ? 0 : Math.ceil(target.toString(16).length / 2);
  let word = Number(length <= 3 ? target << BigInt(8 * (3 - length)) : target >> BigInt(8 * (length - 3)));
  // The highest bit of the word is its sign. If a word would set this bit, it is shifted down by a byte.
  if (word & 0x0080_0000) {
    word >>>= 8;
    length += 1;
  }
  return length * 0x0100_0000 + word;
}

/** The expected number of hashes to mine a block with these bits: 2^256 / (target + 1); 0n if no hash meets them (Bitcoin Core, chain.cpp). */
export function workOf(bits: number): bigint {
  const target = targetOfBits(bits);
  return target === 0n ? 0n : (MAX_TARGET + 1n) / (target + 1n);
}

/**
 * True if a proof-of-work hash (`proofOfWorkHash`, not `blockHash`: on LBRY they differ) is at or below the target of these bits. Does not
 * check whether the chain requires these bits. Source: Bitcoin Core, pow.cpp CheckProofOfWork.
 */
export function meetsTarget(hash: Hash, bits: number): boolean {
  const target = targetOfBits(bits);
  return target !== 0n && BigInt(`0x${hash}`) <= target;
}

const MAX_TARGET = (1n << 256n) - 1n;
