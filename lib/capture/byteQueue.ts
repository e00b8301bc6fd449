import { plainBytes } from '../codec/reader.js';

/**
 * Bytes that wait until there are enough of them: `push` a chunk, `take` what is whole.
 *
 * What it hands out are windows, good until the next push: copy what is kept. Holds what was pushed and not taken, at most
 * twice over; a wish allocates nothing, and a byte is moved twice at most on average, whatever the chunks.
 */
export class ByteQueue {
  /** How many bytes were taken: the place of the next one in the stream. */
  offset = 0;
  private bytes = NO_BYTES;
  private start = 0;
  private end = 0;
  private isOwn = false;

  get queuedBytes(): number {
    return this.end - this.start;
  }

  push(chunk: Uint8Array): void {
    if (this.queuedBytes === 0) {
      this.bytes = plainBytes(chunk);
      this.start = 0;
      this.end = chunk.length;
      this.isOwn = false;
      return;
    }
    this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** The next `length` bytes, which stay; undefined where there are fewer. */
  peekBytes(length: number): Uint8Array | undefined {
    return length > this.queuedBytes ? undefined : this.bytes.subarray(this.start, this.start + length);
  }

  /** The next `length` bytes; undefined where there are fewer. */
  takeBytes(length: number): Uint8Array | undefined {
    const window = this.peekBytes(length);
    if (window !== undefined) {
      this.start += length;
      this.offset += length;
    }
    return window;
  }

  /** How far away the first such byte is, from `from` on; -1 where there is none. */
  indexOf(byte: number, from: number): number {
    const index = this.bytes.subarray(0, this.end).indexOf(byte, this.start + from);
    return index === -1 ? -1 : index - this.start;
  }

  private makeRoom(length: number): void {
    if (this.isOwn && this.end + length <= this.bytes.length) return;
    const waiting = this.bytes.subarray(this.start, this.end);
    this.bytes = new Uint8Array(Math.max(2 * waiting.length, waiting.length + length));
    this.bytes.set(waiting);
    this.start = 0;
    this.end = waiting.length;
    this.isOwn = true;
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
