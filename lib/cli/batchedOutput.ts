import { joinBytes } from '../codec/joinBytes.js';

/** The bound on the bytes that wait while a write is under way. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Joins small chunks for a slower destination, without delaying the first one.
 *
 * States: idle; writing (`writing` is its promise), when further chunks wait in `waiting` and are written as one when the write is done; failed
 * (`failure`), when further calls reject. Memory: MAX_WAITING_BYTES and one chunk, twice while they are joined.
 */
export class BatchedOutput {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> | undefined;
  private failure: { readonly reason: unknown } | undefined;

  /** @param writeBatch writes all of these bytes; called again when its promise has resolved */
  constructor(private readonly writeBatch: (bytes: Uint8Array) => Promise<void>) {}

  /** Takes a chunk, which must not be changed afterwards. Resolves at once, or when fewer bytes than the bound wait. */
  async write(chunk: Uint8Array): Promise<void> {
    this.throwFailure();
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    this.writing ??= this.writeWaiting();
    if (this.waitingBytes > MAX_WAITING_BYTES) await this.flush();
  }

  /** Resolves when all chunks are written. Rejects with the error of the destination. */
  async flush(): Promise<void> {
    await this.writing;
    this.throwFailure();
  }

  /** Never rejects: an error is kept for the next call. */
  private async writeWaiting(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const batch = joinBytes(this.waiting);
        this.waiting = [];
        this.waitingBytes = 0;
        await this.writeBatch(batch);
      }
    } catch (reason) {
      this.failure = { reason };
    }
    this.writing = undefined;
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.reason;
  }
}
