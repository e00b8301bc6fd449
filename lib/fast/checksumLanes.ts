import type { PingChecksumCache } from './pingChecksumCache.js';
import type { PayloadSpans } from './payloadSpans.js';
import {
  BLOCK_WORDS,
  createSha256Lanes,
  LANES,
  MAX_BLOCKS,
  placeOf,
  RESULT_PLACE,
  type Sha256Lanes,
} from './sha256Wasm.js';

/** Counts as `countMatching` does. */
export type LaneCounter = (chunk: Uint8Array, spans: PayloadSpans) => number;

/** What the lanes use of the rest. Passed, not imported: so a bundler puts nothing else into the file of the lanes. */
export interface LaneParts {
  /** Hashes long payloads. */
  readonly sha256Into: (bytes: Uint8Array, target: Uint8Array) => void;
  /** Stores the checksums of payloads of its size. */
  readonly pingCache: PingChecksumCache;
}

/** Compiles the lanes. Undefined if the runtime has no WebAssembly with SIMD or forbids it. */
export function createLaneCounter(parts: LaneParts): LaneCounter | undefined {
  const lanes = createSha256Lanes();
  return lanes && ((chunk, spans) => countMatchingInLanes(lanes, parts, chunk, spans));
}

/**
 * As `countMatching`, four payloads at a time. Both hashes of payloads of up to three blocks are computed in the lanes. The first hash of a longer
 * payload is computed by `#sha256`, where native code is faster, the second in the lanes.
 */
export function countMatchingInLanes(
  lanes: Sha256Lanes,
  parts: LaneParts,
  chunk: Uint8Array,
  spans: PayloadSpans,
): number {
  const { count, starts, ends } = spans;
  const { words } = lanes;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let matching = count;
  for (let i = 0; i < count; i++) {
    const start = starts[i]!;
    const end = ends[i]!;
    // SHA-256 appends at least nine bytes: one bit and padding, and a length of 64 bits.
    const blocks = (end - start + 9 + 63) >> 6;
    const queue = blocks <= MAX_BLOCKS ? blocks : 0;
    const lane = LENGTHS[queue]!++;
    MEMBERS[queue * LANES + lane] = i;
    if (queue === 0) loadDigest(parts, words, placeOf(0) + lane, chunk.subarray(start, end));
    else loadPayload(words, placeOf(queue) + lane, queue, view, start, end);
    if (lane === LANES - 1) matching = hashQueue(lanes, parts, queue, chunk, spans, matching);
  }
  for (let queue = 0; queue <= MAX_BLOCKS; queue++) matching = hashQueue(lanes, parts, queue, chunk, spans, matching);
  return matching;
}

/** Hashes the members of this queue and empties it. @returns the first payload with another checksum, if it is before `matching` */
function hashQueue(
  lanes: Sha256Lanes,
  { pingCache }: LaneParts,
  queue: number,
  chunk: Uint8Array,
  spans: PayloadSpans,
  matching: number,
): number {
  const length = LENGTHS[queue]!;
  if (length === 0) return matching;
  LENGTHS[queue] = 0;
  lanes.run(placeOf(queue), queue === 0 ? 1 : queue, queue !== 0);
  let first = matching;
  for (let lane = 0; lane < length; lane++) {
    const member = MEMBERS[queue * LANES + lane]!;
    const checksum = byteSwapped(lanes.words[RESULT_PLACE + lane]!);
    const start = spans.starts[member]!;
    if (spans.ends[member]! - start === pingCache.payloadBytes) pingCache.add(chunk, start, checksum);
    if (checksum !== spans.checksums[member] && member < first) first = member;
  }
  return first;
}

/** Indexes of the payloads in each queue. Queue n holds payloads of n SHA-256 blocks, queue 0 digests. All are empty between two calls. */
const MEMBERS = new Int32Array((MAX_BLOCKS + 1) * LANES);
/** The number of payloads in each queue. */
const LENGTHS = new Int32Array(MAX_BLOCKS + 1);

/** Writes the SHA-256 of a payload into one lane. */
function loadDigest({ sha256Into }: LaneParts, words: Int32Array, place: number, payload: Uint8Array): void {
  sha256Into(payload, digest);
  for (let i = 0; i < 8; i++) words[place + LANES * i] = digestView.getInt32(4 * i);
}

const digest = new Uint8Array(32);
const digestView = new DataView(digest.buffer);

/** Writes a payload and its padding into one lane, as the big-endian words that SHA-256 reads. */
function loadPayload(
  words: Int32Array,
  place: number,
  blocks: number,
  view: DataView,
  start: number,
  end: number,
): void {
  const length = end - start;
  const whole = length >> 2;
  let at = place;
  let offset = start;
  for (let i = 0; i < whole; i++) {
    words[at] = view.getInt32(offset);
    at += LANES;
    offset += 4;
  }
  let last = 0x80 << (24 - 8 * (length & 3));
  for (let i = 0; i < (length & 3); i++) last |= view.getUint8(offset + i) << (24 - 8 * i);
  words[at] = last;
  const lengthAt = place + (blocks * BLOCK_WORDS - 1) * LANES;
  for (at += LANES; at < lengthAt; at += LANES) words[at] = 0;
  words[lengthAt] = length * 8;
}

/** The word with its bytes reversed, unsigned. */
function byteSwapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
