import { readCompactSize, writeCompactSize } from '../codec/compactSize.js';
import { toHex } from '../codec/hex.js';
import { Reader } from '../codec/reader.js';
import { Writer } from '../codec/writer.js';
import { sipHash, type SipHashKey } from '../crypto/sipHash.js';
import { decodeGolombRice, encodeGolombRice } from './golombRice.js';

/** Parameters of a Golomb-coded set (BIP158). */
export interface GolombCodedSetParameters {
  /** Number of bits of a remainder, below 32. */
  readonly p: number;
  /** One in `m` items that are not in the set is reported as a member. */
  readonly m: number;
}

/**
 * Encodes the items, without duplicates, as a set that can be tested for members but not listed: the number of items, then their sorted
 * hashes in Golomb-Rice coding. Source: BIP158, "Set Construction".
 */
export function encodeGolombCodedSet(
  items: Iterable<Uint8Array>,
  key: SipHashKey,
  { p, m }: GolombCodedSetParameters,
): Uint8Array {
  const distinct = new Map<string, Uint8Array>();
  for (const item of items) distinct.set(toHex(item), item);
  const hashes = Float64Array.from(distinct.values(), (item) => hashToRange(item, key, distinct.size * m)).sort();
  const writer = new Writer(0);
  writeCompactSize(writer, distinct.size);
  writer.bytes(encodeGolombRice(Array.from(hashes), p));
  return writer.finish();
}

/**
 * True if at least one of the items is in the set. False positives: one in `m` for each item.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD`, `LEFTOVER` or `NON_CANONICAL` when the set is malformed, even after a match. During the
 * call it stores one number for each of `items`, and none for the items of the set.
 */
export function golombCodedSetHasAny(
  set: Uint8Array,
  items: Iterable<Uint8Array>,
  key: SipHashKey,
  { p, m }: GolombCodedSetParameters,
): boolean {
  const reader = new Reader(set, 0);
  const count = readCompactSize(reader);
  const wanted = new Set<number>();
  for (const item of items) wanted.add(hashToRange(item, key, count * m));
  let found = false;
  // Decodes to the end even after a match, so that a malformed set is always an error.
  for (const hash of decodeGolombRice(reader.window(reader.remaining), count, p)) found ||= wanted.has(hash);
  return found;
}

/** Maps the hash of an item to 0 … range - 1. With at most 2^25 items and BIP158's m, `range` is below 2^53, so a number represents it exactly. */
function hashToRange(item: Uint8Array, key: SipHashKey, range: number): number {
  return Number((sipHash(key, item) * BigInt(range)) >> 64n);
}
