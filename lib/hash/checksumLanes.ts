import { sha256Into } from '#sha256';
import { ECHOED_BYTES, echoedChecksums } from './echoedChecksums.js';
import type { PayloadSpans } from './payloadSpans.js';
import { BLOCK_WORDS, LANES, MAX_BLOCKS, placeOf, RESULT_PLACE, type Sha256Lanes } from './sha256Lanes.js';

/**
 * What `countMatchingPlainly` says, four payloads at a time: those of up to three blocks are hashed in the lanes both times, longer ones by
 * `#sha256` first (native code is faster there) and in the lanes once more.
 */
export function matchesInLanes(lanes: Sha256Lanes, chunk: Uint8Array, spans: PayloadSpans): number {
  const { count, starts, ends, checksums } = spans;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let matching = count;

  function settle(queue: number): void {
    const members = QUEUES[queue]!;
    if (members.length === 0) return;
    lanes.run(placeOf(queue), queue === 0 ? 1 : queue, queue !== 0);
    for (let lane = 0; lane < members.length; lane++) {
      const member = members[lane]!;
      const checksum = swapped(lanes.words[RESULT_PLACE + lane]!);
      if (ends[member]! - starts[member]! === ECHOED_BYTES) echoedChecksums.remember(chunk, starts[member]!, checksum);
      if (checksum !== checksums[member] && member < matching) matching = member;
    }
    members.length = 0;
  }

  for (let i = 0; i < count; i++) {
    const start = starts[i]!;
    const end = ends[i]!;
    // One bit that ends it and 64 of its length follow: nine bytes at least.
    const blocks = (end - start + 9 + 63) >> 6;
    const queue = blocks <= MAX_BLOCKS ? blocks : 0;
    const lane = QUEUES[queue]!.push(i) - 1;
    if (queue === 0) {
      sha256Into(chunk.subarray(start, end), digest);
      for (let word = 0; word < 8; word++)
        lanes.words[placeOf(0) + LANES * word + lane] = digestView.getInt32(4 * word);
    } else {
      fillLane(lanes.words, placeOf(queue) + lane, queue, view, start, end);
    }
    if (lane === LANES - 1) settle(queue);
  }
  for (let queue = 0; queue < QUEUES.length; queue++) settle(queue);
  return matching;
}

/** Who stands in the lanes, by the number of blocks; 0: digests. Empty between two calls. */
const QUEUES: number[][] = Array.from({ length: MAX_BLOCKS + 1 }, () => []);

const digest = new Uint8Array(32);
const digestView = new DataView(digest.buffer);

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
