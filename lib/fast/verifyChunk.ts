import { u32leAt } from '../codec/numbersAt.js';
import { HEADER_BYTES, type FrameFormat } from '../frame/header.js';
import { countMatching } from './checksumBatch.js';
import { PayloadSpans } from './payloadSpans.js';

/** The most frames that are hashed in one batch: enough to fill the lanes, and few enough that little work is lost if the decoder stops. */
const MAX_FRAMES_AHEAD = 64;

/** Frames that begin beyond this number of bytes after the first are not hashed in the same batch. */
const MAX_BYTES_AHEAD = 64 * 1024;

/** `FrameFunctions.verifyChunk`: verifies the checksums of several frames at a time, which is faster than one by one. */
export function verifyChunk(chunk: Uint8Array, start: number, { magic, limits }: FrameFormat): number {
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
