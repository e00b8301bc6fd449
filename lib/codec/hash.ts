import { LocalProtocolError } from '../base/errors.js';
import { show } from '../base/show.js';

/** 64 lower-case hex digits in the order that explorers and RPC show: the wire's 32 bytes reversed. */
export type Hash = string;

/** The size of a hash on the wire. */
export const HASH_BYTES = 32;

/**
 * The hash in 32 bytes in wire order: the inverse of `bytesOfHash`.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` unless there are 32 bytes.
 */
export function hashOfBytes(bytes: Uint8Array): Hash {
  if (bytes.length === HASH_BYTES) return hashAt(bytes, 0);
  throw new LocalProtocolError('INVALID_VALUE', `${HASH_BYTES} bytes of a hash expected, got ${bytes.length}`);
}

/**
 * The 32 bytes of a hash in wire order, which is the reverse of the order of its digits: the inverse of `hashOfBytes`.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` unless `hash` has 64 lower-case hex digits.
 */
export function bytesOfHash(hash: Hash): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES);
  if (isHash(hash) && writeHash(bytes, 0, hash)) return bytes;
  throw new LocalProtocolError('INVALID_VALUE', `hash of 64 lower-case hex digits expected, got ${show(hash)}`);
}

export function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/**
 * Writes a hash as 32 bytes in wire order at `offset`. `hash` must have 64 characters.
 *
 * @returns false if a character is no lower-case hex digit; then the content of the 32 bytes is undefined
 */
export function writeHash(target: Uint8Array, offset: number, hash: Hash): boolean {
  let all = 0;
  for (let i = 0, to = offset + HASH_BYTES - 1; i < 2 * HASH_BYTES; i += 2, to--) {
    const byte =
      (DIGIT_VALUES[hash.charCodeAt(i)] ?? NO_DIGIT) * 16 + (DIGIT_VALUES[hash.charCodeAt(i + 1)] ?? NO_DIGIT);
    all |= byte;
    target[to] = byte;
  }
  return all < NO_DIGIT;
}

/** The hash that the 32 bytes at offset `o` contain, in wire order. */
export function hashAt(b: Uint8Array, o: number): Hash {
  // One call with 64 numbers makes a flat string of 64 characters: a caller that keeps it keeps 80 bytes. Concatenated pairs would be a tree.
  // prettier-ignore
  return String.fromCharCode(
    HIGH[b[o + 31]!]!, LOW[b[o + 31]!]!,
    HIGH[b[o + 30]!]!, LOW[b[o + 30]!]!,
    HIGH[b[o + 29]!]!, LOW[b[o + 29]!]!,
    HIGH[b[o + 28]!]!, LOW[b[o + 28]!]!,
    HIGH[b[o + 27]!]!, LOW[b[o + 27]!]!,
    HIGH[b[o + 26]!]!, LOW[b[o + 26]!]!,
    HIGH[b[o + 25]!]!, LOW[b[o + 25]!]!,
    HIGH[b[o + 24]!]!, LOW[b[o + 24]!]!,
    HIGH[b[o + 23]!]!, LOW[b[o + 23]!]!,
    HIGH[b[o + 22]!]!, LOW[b[o + 22]!]!,
    HIGH[b[o + 21]!]!, LOW[b[o + 21]!]!,
    HIGH[b[o + 20]!]!, LOW[b[o + 20]!]!,
    HIGH[b[o + 19]!]!, LOW[b[o + 19]!]!,
    HIGH[b[o + 18]!]!, LOW[b[o + 18]!]!,
    HIGH[b[o + 17]!]!, LOW[b[o + 17]!]!,
    HIGH[b[o + 16]!]!, LOW[b[o + 16]!]!,
    HIGH[b[o + 15]!]!, LOW[b[o + 15]!]!,
    HIGH[b[o + 14]!]!, LOW[b[o + 14]!]!,
    HIGH[b[o + 13]!]!, LOW[b[o + 13]!]!,
    HIGH[b[o + 12]!]!, LOW[b[o + 12]!]!,
    HIGH[b[o + 11]!]!, LOW[b[o + 11]!]!,
    HIGH[b[o + 10]!]!, LOW[b[o + 10]!]!,
    HIGH[b[o + 9]!]!, LOW[b[o + 9]!]!,
    HIGH[b[o + 8]!]!, LOW[b[o + 8]!]!,
    HIGH[b[o + 7]!]!, LOW[b[o + 7]!]!,
    HIGH[b[o + 6]!]!, LOW[b[o + 6]!]!,
    HIGH[b[o + 5]!]!, LOW[b[o + 5]!]!,
    HIGH[b[o + 4]!]!, LOW[b[o + 4]!]!,
    HIGH[b[o + 3]!]!, LOW[b[o + 3]!]!,
    HIGH[b[o + 2]!]!, LOW[b[o + 2]!]!,
    HIGH[b[o + 1]!]!, LOW[b[o + 1]!]!,
    HIGH[b[o + 0]!]!, LOW[b[o + 0]!]!,
  );
}

/** Larger than any byte. */
const NO_DIGIT = 0x100;
/** The value of a digit by its character code. */
const DIGIT_VALUES = Uint16Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value === -1 ? NO_DIGIT : value;
});

const DIGITS = '0123456789abcdef';
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte & 15));
