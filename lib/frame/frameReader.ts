import { Queue } from '../collections/queue.js';
import { plainBytes } from '../codec/reader.js';
import type { Frame } from './frameDecoder.js';
import type { Framing } from './framing.js';
import { nextReadable, type BadFrameError } from './nextReadable.js';

/** The callbacks of a FrameReader. */
export interface FrameReaderCallbacks {
  /** Called with each readable frame, in the order of the bytes. An error that it throws stops the reader and reaches the caller. */
  onFrame(frame: Frame): void;
  /** Called for a frame with a bad checksum or command, with its size in bytes. Returning skips the frame; throwing ends the stream. */
  onBadFrame(error: BadFrameError, sizeBytes: number): void;
  /** Called with the bytes that the framing has to send: those of the key exchange of v2. Default: they are dropped. */
  onOutput?(bytes: Uint8Array): void;
  /** Called once when the stream cannot be read further, or when the source errors. Nothing is called after it. */
  onError(error: unknown): void;
  /** Called once when the source has completed between two frames. Nothing is called after it. */
  onComplete(): void;
}

/**
 * The frame loop: takes the chunks of a source, passes each to a Framing and calls `onFrame` for each readable frame. It has the
 * methods of an RxJS observer: `chunk$.subscribe(new FrameReader(…))`.
 *
 * States:
 * - idle: no call is under way. `next` reads the chunk in place.
 * - reading: a chunk is being delivered. A chunk that arrives now (a callback caused the source to emit) is copied and queued, because
 *   its owner may overwrite it when `next` returns. The queue is read when the current chunk is empty, in order, in the same call of
 *   `next`, so the call stack does not grow. The end of the source is queued after the chunks before it.
 * - stopped, after `stop`, `onError` or `onComplete`: queued chunks are dropped and nothing more is called.
 *
 * The queue has no limit of its own: it holds what the callbacks cause while one chunk is delivered, so it is empty for a source that
 * never emits from within a callback, such as a TCP socket.
 */
export class FrameReader {
  private isReading = false;
  private isStopped = false;
  /** Allocated for the first chunk or end that has to wait. */
  private queue: Queue<() => void> | undefined;

  constructor(
    private readonly framing: Framing,
    private readonly callbacks: FrameReaderCallbacks,
  ) {}

  /** Sends the bytes that the framing has to send before the first chunk. */
  start(): void {
    this.sendOutput();
  }

  /** Reads a chunk. The chunk is valid until `next` returns, and so is the payload of a frame that it contains as a whole. */
  next(chunk: Uint8Array): void {
    if (this.isStopped) return;
    if (this.isReading) {
      // Not chunk.slice(): a Buffer's slice is a window on the same bytes.
      const copy = plainBytes(chunk).slice();
      this.enqueue(() => this.readChunk(copy));
      return;
    }
    this.isReading = true;
    try {
      this.readChunk(chunk);
      for (let task = this.queue?.shift(); task !== undefined; task = this.queue?.shift()) task();
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      this.isReading = false;
    }
  }

  /** The source has failed: calls `onError` with the same error after the frames of all earlier chunks. */
  error(error: unknown): void {
    this.afterChunks(() => this.fail(error));
  }

  /** The source has ended: calls `onComplete`, or `onError` with `TRUNCATED` inside a frame, after the frames of all earlier chunks. */
  complete(): void {
    this.afterChunks(() => {
      try {
        this.framing.end();
      } catch (error) {
        this.fail(error);
        return;
      }
      this.stop();
      this.callbacks.onComplete();
    });
  }

  /** Drops the rest of the current chunk and all queued chunks. */
  stop(): void {
    this.isStopped = true;
    this.queue = undefined;
  }

  private afterChunks(task: () => void): void {
    if (this.isStopped) return;
    if (this.isReading) this.enqueue(task);
    else task();
  }

  private enqueue(task: () => void): void {
    (this.queue ??= new Queue()).push(task);
  }

  private readChunk(chunk: Uint8Array): void {
    this.framing.push(chunk);
    for (let frame = this.nextFrame(); frame !== undefined; frame = this.nextFrame()) this.callbacks.onFrame(frame);
    if (!this.isStopped) this.sendOutput();
  }

  private sendOutput(): void {
    const output = this.framing.takeOutput();
    if (output !== undefined) this.callbacks.onOutput?.(output);
  }

  private nextFrame(): Frame | undefined {
    if (this.isStopped) return undefined;
    try {
      return nextReadable(this.framing, this.callbacks);
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  private fail(error: unknown): void {
    this.stop();
    this.callbacks.onError(error);
  }
}
