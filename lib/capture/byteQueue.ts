import { NO_BYTES, plainBytes } from '../codec/reader.js';

/**
 * Queue of bytes between chunks and records: `push` appends a chunk, `takeBytes` removes the next `length` bytes once they have arrived.
 *
 * States, by the content of `buffer`:
 * - empty: no bytes are queued.
 * - borrowed: `buffer` is the last chunk that was pushed into an empty queue. It was not copied.
 * - owned (`ownsBuffer`): a chunk was pushed before the queue was empty, so the queued bytes were copied into a buffer of this queue.
 * The next push into an empty queue borrows again.
 *
 * The arrays that it returns are windows on `buffer`, valid until the next push: a caller that keeps bytes copies them. Memory: at most
 * twice the bytes that are queued. Asking for more bytes than are queued allocates nothing. On average a byte is copied at most twice, for
 * any size of the chunks, because an owned buffer at least doubles when it is full.
 */
export class ByteQueue {
  /** The number of bytes taken so far, which is the offset in the stream of the next byte. */
  offset = 0;
  private buffer = NO_BYTES;
  private start = 0;
  private end = 0;
  private ownsBuffer = false;

  get queuedBytes(): number {
    return this.end - this.start;
  }

  push(chunk: Uint8Array): void {
    if (this.queuedBytes === 0) {
      this.buffer = plainBytes(chunk);
      this.start = 0;
      this.end = chunk.length;
      this.ownsBuffer = false;
      return;
    }
    this.ensureRoom(chunk.length);
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** The next `length` bytes, which stay in the queue; undefined if fewer are queued. */
  peekBytes(length: number): Uint8Array | undefined {
    return length > this.queuedBytes ? undefined : this.buffer.subarray(this.start, this.start + length);
  }

  /** Removes the next `length` bytes and returns them; undefined, and nothing is removed, if fewer are queued. */
  takeBytes(length: number): Uint8Array | undefined {
    const window = this.peekBytes(length);
    if (window !== undefined) {
      this.start += length;
      this.offset += length;
    }
    return window;
  }

  /** The index of the first such byte among the queued ones, searched from index `from` on; -1 if there is none. */
  indexOf(byte: number, from: number): number {
    const index = this.buffer.subarray(0, this.end).indexOf(byte, this.start + from);
    return index === -1 ? -1 : index - this.start;
  }

  private ensureRoom(length: number): void {
    if (this.ownsBuffer && this.end + length <= this.buffer.length) return;
    const queued = this.buffer.subarray(this.start, this.end);
    this.buffer = new Uint8Array(Math.max(2 * queued.length, queued.length + length));
    this.buffer.set(queued);
    this.start = 0;
    this.end = queued.length;
    this.ownsBuffer = true;
  }
}
