import { u32leAt } from '../codec/numbersAt.js';
import { countMatching } from '../crypto/checksums.js';
import { PayloadSpans } from '../crypto/payloadSpans.js';
import { HEADER_BYTES, type FrameFormat } from './header.js';

/** How many frames are looked at together: enough to fill the lanes, few enough that a reader who stops has not paid for much. */
const MAX_FRAMES_AHEAD = 64;

/** As a frame alone is checked anyway, more than this of bytes is not hashed ahead. */
const MAX_BYTES_AHEAD = 64 * 1024;

/**
 * Checks the checksums of the whole frames of a chunk from `start` on, several at a time, which is faster than one by one.
 *
 * @returns the end of the last frame that has its checksum, and none before it has not; whoever comes behind checks for himself
 */
export function verifiedUpTo(chunk: Uint8Array, start: number, { magic, limits }: FrameFormat): number {
  spans.clear();
  let offset = start;
  while (!spans.isFull && offset - start < MAX_BYTES_AHEAD && offset + HEADER_BYTES <= chunk.length) {
    const length = u32leAt(chunk, offset + 16);
    const end = offset + HEADER_BYTES + length;
    if (u32leAt(chunk, offset) !== magic || length > limits.maxPayloadBytes || end > chunk.length) break;
    spans.add(offset + HEADER_BYTES, end, u32leAt(chunk, offset + 20));
    offset = end;
  }
  const matching = countMatching(chunk, spans);
  return matching === 0 ? start : spans.ends[matching - 1]!;
}

/** Filled and read within one call. */
const spans = new PayloadSpans(MAX_FRAMES_AHEAD);
