import { NO_BYTES, plainBytes } from '../../codec/reader.js';

/** Is notified of received bytes. */
export interface ReceivedBytesListener {
  /** Called with a range of the chunk; the bytes are valid until it returns. */
  onReceivedBytes(chunk: Uint8Array, start: number, end: number): void;
}

/**
 * Splits received chunks for `bytes$`: the bytes up to the end of each message are emitted before that message is delivered. So the bytes
 * of a message precede the bytes that are sent in answer, even if a chunk contains many messages.
 */
export class ReceivedBytes {
  private chunk = NO_BYTES;
  // Offsets in the stream: the start of the chunk, the end of the emitted bytes, and the end of the last complete message.
  private chunkOffset = 0;
  private emittedOffset = 0;
  private messageEndOffset = 0;

  constructor(private readonly listener: ReceivedBytesListener) {}

  /** The chunk that is being processed, valid until the listener's caller returns; empty between two chunks. */
  get currentChunk(): Uint8Array {
    return this.chunk;
  }

  chunkBegins(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.chunkOffset = this.emittedOffset;
  }

  /** A message of this size is complete. */
  messageEnds(sizeBytes: number): void {
    this.messageEndOffset += sizeBytes;
    this.emitUpTo(this.messageEndOffset);
  }

  chunkEnds(): void {
    this.emitUpTo(this.chunkOffset + this.chunk.length);
    // Otherwise the chunk stays in memory until the next one arrives.
    this.chunk = NO_BYTES;
  }

  /** Drops the chunk without emitting it. @returns a copy of the chunk, if `mustCopy` is true and the chunk is not empty */
  abandonChunk(mustCopy: boolean): Uint8Array | undefined {
    const { chunk } = this;
    this.chunk = NO_BYTES;
    return mustCopy && chunk.length > 0 ? plainBytes(chunk).slice() : undefined;
  }

  private emitUpTo(offset: number): void {
    if (offset <= this.emittedOffset) return;
    const start = this.emittedOffset - this.chunkOffset;
    this.emittedOffset = offset;
    this.listener.onReceivedBytes(this.chunk, start, offset - this.chunkOffset);
  }
}
