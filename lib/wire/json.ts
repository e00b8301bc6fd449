import { toHex } from '../codec/hex.js';

/** A value that JSON can represent. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Converts a message, or a part of one, to a JSON value: a bigint becomes a decimal string, bytes become hex, absent and undefined fields stay
 * absent.
 */
export function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [name, toJson(field)]),
    );
  }
  return value === undefined ? null : (value as Json);
}
