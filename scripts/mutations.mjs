// Seeded mutations of real payloads. No dependency on the package: the specs feed them to lib/, scripts/fuzz.mjs to dist/.

/** @import { CorpusEntry, Random } from './mutations.mjs' */

/**
 * Random numbers that depend only on the seed and the iteration, so that a single iteration can be repeated.
 * Source: splitmix32 and mulberry32, both public domain.
 *
 * @param {number} seed
 * @param {number} iteration
 * @returns {Random}
 */
export function randomOf(seed, iteration) {
  let state = scramble(seed ^ scramble(iteration));
  function below(limit) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  }
  return { below, oneOf: (items) => items[below(items.length)] };
}

/**
 * The entries by size, so that `pick` can choose small ones for most iterations.
 *
 * @param {readonly CorpusEntry[]} entries
 */
export function sortBySize(entries) {
  return entries.toSorted((a, b) => a.payload.length - b.payload.length);
}

/**
 * An entry of a corpus that `sortBySize` has sorted: one of any size in 1 of 500 calls, of at most MEDIUM_BYTES in 1 of 20, else of at most SMALL_BYTES.
 *
 * @param {Random} random
 * @param {readonly CorpusEntry[]} corpus
 */
export function pick(random, corpus) {
  const dice = random.below(500);
  const ceiling = dice === 0 ? Infinity : dice < 25 ? MEDIUM_BYTES : SMALL_BYTES;
  return corpus[random.below(countUpTo(corpus, ceiling))];
}

/**
 * A copy of the payload, changed in one to four ways.
 *
 * @param {Random} random
 * @param {Uint8Array} payload
 * @param {readonly CorpusEntry[]} corpus the source of the second part of a splice
 * @returns {Uint8Array}
 */
export function mutate(random, payload, corpus) {
  let bytes = payload.slice();
  for (let left = 1 + Math.min(random.below(4), random.below(4)); left > 0; left--) {
    bytes = random.oneOf(MUTATIONS)(random, bytes, corpus);
  }
  return bytes;
}

const SMALL_BYTES = 400;
const MEDIUM_BYTES = 4000;
const MAX_INSERTED_BYTES = 40;
const EDGE_BYTES = [0, 1, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff];

/** CompactSizes at the bounds of their forms and of message limits, and non-canonical ones. */
const EDGE_SIZES = [
  [0x00],
  [0xfc],
  [0xfd, 0x00, 0x00],
  [0xfd, 0xfc, 0x00],
  [0xfd, 0xfd, 0x00],
  [0xfd, 0xe8, 0x03],
  [0xfd, 0xd1, 0x07],
  [0xfd, 0xff, 0xff],
  [0xfe, 0xff, 0xff, 0x00, 0x00],
  [0xfe, 0x00, 0x00, 0x01, 0x00],
  [0xfe, 0x00, 0x09, 0x3d, 0x00],
  [0xfe, 0x00, 0x00, 0x00, 0x02],
  [0xfe, 0x01, 0x00, 0x00, 0x02],
  [0xfe, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

const MUTATIONS = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  truncate,
  insert,
  duplicate,
  remove,
  splice,
  tamperSize,
  tamperSize,
];

function flipBit(random, bytes) {
  if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

function setByte(random, bytes) {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.oneOf(EDGE_BYTES);
  return bytes;
}

function truncate(random, bytes) {
  return bytes.slice(0, random.below(bytes.length + 1));
}

function insert(random, bytes) {
  const inserted = Uint8Array.from({ length: 1 + random.below(MAX_INSERTED_BYTES) }, () => random.below(256));
  const at = random.below(bytes.length + 1);
  return replaced(bytes, at, at, inserted);
}

function duplicate(random, bytes) {
  const [start, end] = range(random, bytes);
  return replaced(bytes, end, end, bytes.subarray(start, Math.min(end, start + MEDIUM_BYTES)));
}

function remove(random, bytes) {
  const [start, end] = range(random, bytes);
  return replaced(bytes, start, end, new Uint8Array(0));
}

/** Joins the start of this payload and the end of another. */
function splice(random, bytes, corpus) {
  const other = pick(random, corpus).payload;
  return replaced(bytes, random.below(bytes.length + 1), bytes.length, other.subarray(random.below(other.length + 1)));
}

/** Overwrites the first byte, which is often a count, or another position with a CompactSize. */
function tamperSize(random, bytes) {
  const at = random.below(3) === 0 ? 0 : random.below(bytes.length + 1);
  const size = Uint8Array.from(random.oneOf(EDGE_SIZES));
  return replaced(bytes, at, at + (random.below(2) === 0 ? 1 : size.length), size);
}

/** The bytes with those from `start` to `end` replaced. */
function replaced(bytes, start, end, by) {
  const rest = bytes.subarray(Math.min(end, bytes.length));
  const result = new Uint8Array(start + by.length + rest.length);
  result.set(bytes.subarray(0, start));
  result.set(by, start);
  result.set(rest, start + by.length);
  return result;
}

function range(random, bytes) {
  const a = random.below(bytes.length + 1);
  const b = random.below(bytes.length + 1);
  return [Math.min(a, b), Math.max(a, b)];
}

/** The number of sorted entries with at most `bytes` bytes; at least 1. */
function countUpTo(corpus, bytes) {
  let [low, high] = [0, corpus.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (corpus[middle].payload.length <= bytes) low = middle + 1;
    else high = middle;
  }
  return Math.max(low, 1);
}

function scramble(value) {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
