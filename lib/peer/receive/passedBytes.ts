import type { FrameInboxOwner } from './frameInbox.js';

/** Bytes as they went by. */
export interface PassedBytes {
  readonly direction: 'received' | 'sent';
  /** When they were received or sent: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** Nobody writes to them again. Cut at the ends of messages, and wherever the transport cut them. */
  readonly bytes: Uint8Array;
}

/**
 * Tells what was received, up to the end of each message before that message is delivered: so what is told stands in one order with
 * what is sent in answer, though a chunk holds many messages.
 */
export class ReceivedBytes {
  private chunk = NO_BYTES;
  /** Where the chunk begins in the stream, what of the stream has been told, what its messages have taken so far. */
  private chunkOffset = 0;
  private toldOffset = 0;
  private takenOffset = 0;

  constructor(private readonly owner: Pick<FrameInboxOwner, 'bytesReceived'>) {}

  /** A chunk has come. */
  begin(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.chunkOffset = this.toldOffset;
  }

  /** A message of this many bytes is whole. */
  take(sizeBytes: number): void {
    this.takenOffset += sizeBytes;
    this.tellUpTo(this.takenOffset);
  }

  /** The chunk is done. */
  finish(): void {
    this.tellUpTo(this.chunkOffset + this.chunk.length);
    // Else the last chunk would live until the next one comes.
    this.chunk = NO_BYTES;
  }

  private tellUpTo(offset: number): void {
    if (offset <= this.toldOffset) return;
    const start = this.toldOffset - this.chunkOffset;
    this.toldOffset = offset;
    this.owner.bytesReceived(this.chunk, start, offset - this.chunkOffset);
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
