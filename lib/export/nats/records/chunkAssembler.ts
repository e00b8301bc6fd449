import { joinBytes } from '../../../codec/joinBytes.js';
import { NatsError } from '../natsError.js';
import { CHUNK_HEADER_BYTES, LIST_HEADER_BYTES } from './recordLayout.js';

/**
 * Joins the chunks of one publisher. They come one after the other on one connection, so at most one list is incomplete; a chunk that does not
 * continue it drops it.
 */
export class ChunkAssembler {
  private parts: Uint8Array[] = [];
  private bytes = 0;
  private sequence = 0;

  /** @param maxBytes the maximum size of a list */
  constructor(private readonly maxBytes: number) {}

  /**
   * Adds a chunk with this sequence in its header. Returns the list when it is complete. Errors with NatsError `BAD_PAYLOAD` for a chunk whose
   * numbers are invalid or that continues no list, `RECORDS_TOO_LARGE` for a list above the maximum.
   */
  add(chunk: Uint8Array, sequence: number): Uint8Array | undefined {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (chunk.length < CHUNK_HEADER_BYTES) this.fail('BAD_PAYLOAD', `a chunk of ${chunk.length} bytes`);
    const index = view.getUint16(LIST_HEADER_BYTES, true);
    const count = view.getUint16(LIST_HEADER_BYTES + 2, true);
    if (index === 0) this.drop();
    if (index >= count || index !== this.parts.length || (index > 0 && sequence !== this.sequence))
      this.fail('BAD_PAYLOAD', `chunk ${index} of ${count} continues no list: ${this.parts.length} chunks are stored`);
    const part = chunk.subarray(CHUNK_HEADER_BYTES);
    this.sequence = sequence;
    if (this.bytes + part.length > this.maxBytes)
      this.fail('RECORDS_TOO_LARGE', `a record list of more than ${this.maxBytes} bytes: raise maxListBytes`);
    // The client reuses no buffer, but a part of a larger one must not keep it alive.
    this.parts.push(part.slice());
    this.bytes += part.length;
    if (this.parts.length < count) return undefined;
    const list = joinBytes(this.parts);
    this.drop();
    return list;
  }

  private drop(): void {
    this.parts = [];
    this.bytes = 0;
  }

  private fail(code: 'BAD_PAYLOAD' | 'RECORDS_TOO_LARGE', fact: string): never {
    this.drop();
    throw new NatsError(code, fact);
  }
}
