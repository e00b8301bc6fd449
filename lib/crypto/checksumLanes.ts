import { sha256Words } from '#sha256';
import { ECHOED_BYTES, echoedChecksums } from './echoedChecksums.js';
import type { PayloadSpans } from './payloadSpans.js';
import { BLOCK_WORDS, LANES, MAX_BLOCKS, placeOf, RESULT_PLACE, type Sha256Lanes } from './sha256Lanes.js';

/**
 * What `countMatchingPlainly` says, four payloads at a time: those of up to three blocks are hashed in the lanes both times, longer ones by
 * `#sha256` first (native code is faster there) and in the lanes once more.
 */
export function matchesInLanes(lanes: Sha256Lanes, chunk: Uint8Array, spans: PayloadSpans): number {
  const { count, starts, ends } = spans;
  const { words } = lanes;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let matching = count;
  for (let i = 0; i < count; i++) {
    const start = starts[i]!;
    const end = ends[i]!;
    // One bit that ends it and 64 of its length follow: nine bytes at least.
    const blocks = (end - start + 9 + 63) >> 6;
    const queue = blocks <= MAX_BLOCKS ? blocks : 0;
    const lane = LENGTHS[queue]!++;
    MEMBERS[queue * LANES + lane] = i;
    if (queue === 0) sha256Words(chunk.subarray(start, end), words, placeOf(0) + lane, LANES);
    else fillLane(words, placeOf(queue) + lane, queue, view, start, end);
    if (lane === LANES - 1) matching = settle(lanes, queue, chunk, spans, matching);
  }
  for (let queue = 0; queue <= MAX_BLOCKS; queue++) matching = settle(lanes, queue, chunk, spans, matching);
  return matching;
}

/** Hashes what stands in the lanes of this queue. @returns the first that has not its checksum, where it comes before `matching` */
function settle(lanes: Sha256Lanes, queue: number, chunk: Uint8Array, spans: PayloadSpans, matching: number): number {
  const length = LENGTHS[queue]!;
  if (length === 0) return matching;
  LENGTHS[queue] = 0;
  lanes.run(placeOf(queue), queue === 0 ? 1 : queue, queue !== 0);
  let first = matching;
  for (let lane = 0; lane < length; lane++) {
    const member = MEMBERS[queue * LANES + lane]!;
    const checksum = swapped(lanes.words[RESULT_PLACE + lane]!);
    const start = spans.starts[member]!;
    if (spans.ends[member]! - start === ECHOED_BYTES) echoedChecksums.remember(chunk, start, checksum);
    if (checksum !== spans.checksums[member] && member < first) first = member;
  }
  return first;
}

/** Who stands in the lanes, by the number of blocks; 0: digests. Empty between two calls. */
const MEMBERS = new Int32Array((MAX_BLOCKS + 1) * LANES);
/** How many do. */
const LENGTHS = new Int32Array(MAX_BLOCKS + 1);

/** Writes a message with its padding into one lane, big-endian words as SHA-256 reads them. */
function fillLane(words: Int32Array, place: number, blocks: number, view: DataView, start: number, end: number): void {
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

/** The word with its bytes the other way round, unsigned. */
function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
