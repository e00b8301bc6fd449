import { readCompactSize, writeCompactSize } from '../codec/compactSize.js';
import { toHex } from '../codec/hex.js';
import { Reader } from '../codec/reader.js';
import { Writer } from '../codec/writer.js';
import { sipHash, type SipHashKey } from '../crypto/sipHash.js';
import { decodeGolombRice, encodeGolombRice } from './golombRice.js';

/** A set's remainders have `p` bits (below 32), and a stranger passes for a member once in `m` times. */
export interface GolombCodedSetParameters {
  readonly p: number;
  readonly m: number;
}

/**
 * The items, each once, as a set that can be asked for members but not listed: their count, then their hashes, sorted, in
 * Golomb-Rice coding. Source: BIP158, "Set Construction".
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
 * True where at least one of the items is in the set, or (once in `m` times for each) seems to be.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD`, `LEFTOVER` or `NON_CANONICAL` when the set is malformed, whatever the
 * items are. Remembers one number for each item asked for, none for those of the set.
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
  // To the end even after a hit: a malformed set is refused, not half believed.
  for (const hash of decodeGolombRice(reader.window(reader.remaining), count, p)) found ||= wanted.has(hash);
  return found;
}

/** The hash as a fraction of 2^64, of `range`. With at most 2^25 items of BIP158's m it stays below 2^53: a number holds it. */
function hashToRange(item: Uint8Array, key: SipHashKey, range: number): number {
  return Number((sipHash(key, item) * BigInt(range)) >> 64n);
}
