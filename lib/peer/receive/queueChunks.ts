import { Observable, type MonoTypeOperatorFunction, type Observer, type Subscriber } from 'rxjs';
import { plainBytes } from '../../codec/reader.js';
import type { DeliveryQueue } from '../../protocol/runtime/deliveryQueue.js';

/** Options of `queueChunks`. */
export interface QueueChunksOptions {
  readonly queue: DeliveryQueue;
  /** A chunk has to wait. */
  onWait?(): void;
  /** A chunk is about to be emitted. */
  onChunk(chunk: Uint8Array): void;
  /** A chunk was processed. */
  onChunkDone?(): void;
}

/**
 * Emits each chunk, and the end, as a task of the delivery queue: a chunk that a synchronous transport delivers while another one is processed
 * waits until that task is done. A waiting chunk is copied, because the transport may reuse its buffer after `next` returns. (`plainBytes`
 * first: `slice` of a Node Buffer is a view, not a copy.)
 */
export function queueChunks(options: QueueChunksOptions): MonoTypeOperatorFunction<Uint8Array> {
  return (chunk$) =>
    // Not observeOn: a scheduler would delay every chunk, and chunks must share one queue with sent messages and timers.
    new Observable((subscriber) => chunk$.subscribe(new ChunkObserver(options, subscriber)));
}

/** A class, because a peer has one: closures take more memory. */
class ChunkObserver implements Observer<Uint8Array> {
  constructor(
    private readonly options: QueueChunksOptions,
    private readonly subscriber: Subscriber<Uint8Array>,
  ) {}

  next(chunk: Uint8Array): void {
    const { queue } = this.options;
    const mustWait = queue.isBusy;
    if (mustWait) this.options.onWait?.();
    const own = mustWait ? plainBytes(chunk).slice() : chunk;
    queue.afterChunk(() => this.emit(own));
  }

  error(error: unknown): void {
    this.options.queue.afterChunk(() => this.subscriber.error(error));
  }

  complete(): void {
    this.options.queue.afterChunk(() => this.subscriber.complete());
  }

  private emit(chunk: Uint8Array): void {
    if (this.subscriber.closed) return;
    this.options.onChunk(chunk);
    this.subscriber.next(chunk);
    this.options.onChunkDone?.();
  }
}
