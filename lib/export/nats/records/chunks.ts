import { plainBytes } from '../../../codec/reader.js';
import { NatsError } from '../natsError.js';
import { CHUNK_HEADER_BYTES, FLAG_CHUNK, LIST_HEADER_BYTES } from './recordLayout.js';

/** The maximum number of chunks of one list: the number has 2 bytes. */
const MAX_CHUNKS = 0xffff;

/**
 * The messages that carry a record list: the list itself, or chunks of at most `maxBytes`. Undefined if it would need more than 65,535 chunks.
 */
export function splitIntoChunks(list: Uint8Array, maxBytes: number): Uint8Array[] | undefined {
  if (list.length <= maxBytes) return [list];
  const partBytes = maxBytes - CHUNK_HEADER_BYTES;
  const count = Math.ceil(list.length / partBytes);
  if (partBytes <= 0 || count > MAX_CHUNKS) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const part = list.subarray(index * partBytes, (index + 1) * partBytes);
    const chunk = new Uint8Array(CHUNK_HEADER_BYTES + part.length);
    chunk.set(list.subarray(0, LIST_HEADER_BYTES));
    chunk[1] = FLAG_CHUNK;
    const view = new DataView(chunk.buffer);
    view.setUint16(LIST_HEADER_BYTES, index, true);
    view.setUint16(LIST_HEADER_BYTES + 2, count, true);
    chunk.set(part, CHUNK_HEADER_BYTES);
    return chunk;
  });
}

/** The numbers of a chunk, and its part of the list. */
export interface Chunk {
  /** The number of the chunk, from 0. */
  readonly index: number;
  /** The number of chunks of the list. */
  readonly count: number;
  /** A view; its `slice` is a copy. */
  readonly part: Uint8Array;
}

/** Reads a message whose header has the flag "chunk". Errors with NatsError `BAD_PAYLOAD` if it is too short for one. */
export function readChunk(bytes: Uint8Array): Chunk {
  if (bytes.length < CHUNK_HEADER_BYTES) throw new NatsError('BAD_PAYLOAD', `a chunk of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    index: view.getUint16(LIST_HEADER_BYTES, true),
    count: view.getUint16(LIST_HEADER_BYTES + 2, true),
    part: plainBytes(bytes).subarray(CHUNK_HEADER_BYTES),
  };
}
