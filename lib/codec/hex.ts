import { LocalProtocolError } from '../base/errors.js';

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Formats bytes as lower-case hex, two digits for each byte. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += DIGITS[byte]!;
  return hex;
}

/**
 * Parses hex digits of either case.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` when the length is odd or a character is not a hex digit.
 */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (nibble(hex, 2 * i) << 4) | nibble(hex, 2 * i + 1);
  if (hex.length % 2 !== 0) throw new LocalProtocolError('INVALID_VALUE', `odd number of hex digits: ${hex.length}`);
  return bytes;
}

/** The value of one hex digit. */
export function nibble(hex: string, index: number): number {
  const code = hex.charCodeAt(index);
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 0x20;
  if (lower >= 97 && lower <= 102) return lower - 87;
  throw new LocalProtocolError(
    'INVALID_VALUE',
    `no hex digit at ${index}: ${JSON.stringify(hex.slice(index, index + 8))}`,
  );
}
