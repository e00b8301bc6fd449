import { toHex } from '../codec/hex.js';

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A message, or a part of one, as JSON can hold it: bigint as decimal strings, bytes as hex; what is absent stays so. */
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
