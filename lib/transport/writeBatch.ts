import { NO_BYTES } from '../codec/reader.js';

type Done = ((written: boolean) => void) | undefined;

/** The first size of the buffer: about 30 of the small messages that are most often batched. */
const INITIAL_BYTES = 1024;

/**
 * Joins small chunks into one write: a separate write of each chunk takes Node's streams ten times as long as a copy of its bytes.
 *
 * A chunk is copied when it is added. Kept as separate arrays until the batch is written, the chunks would survive the first collections of
 * the garbage collector. The size is not bounded here: `TcpDuplex` writes the batch when the socket's buffer is full.
 */
export class WriteBatch {
  /** The first chunk, not copied as long as it is the only one. */
  private firstChunk: Uint8Array | undefined;
  private buffer = NO_BYTES;
  private usedBytes = 0;
  private readonly callbacks: Done[] = [];

  get sizeBytes(): number {
    return this.firstChunk?.length ?? this.usedBytes;
  }

  add(chunk: Uint8Array, done: Done): void {
    this.callbacks.push(done);
    if (this.callbacks.length === 1) {
      this.firstChunk = chunk;
      return;
    }
    if (this.firstChunk !== undefined) this.append(this.firstChunk);
    this.firstChunk = undefined;
    this.append(chunk);
  }

  /** The bytes of all chunks, in order. They are not changed afterwards, as long as no chunk is added. */
  bytes(): Uint8Array {
    return this.firstChunk ?? this.buffer.subarray(0, this.usedBytes);
  }

  /** Calls the callback of each chunk. */
  settle(written: boolean): void {
    for (const done of this.callbacks) done?.(written);
  }

  private append(chunk: Uint8Array): void {
    const { length } = chunk;
    if (this.usedBytes + length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(INITIAL_BYTES, this.usedBytes + length, 2 * this.buffer.length));
      larger.set(this.buffer.subarray(0, this.usedBytes));
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.usedBytes);
    this.usedBytes += length;
  }
}
