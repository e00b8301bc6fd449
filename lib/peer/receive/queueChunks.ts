import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
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
  const { queue } = options;
  return (chunk$) =>
    // Not observeOn: a scheduler would delay every chunk, and chunks must share one queue with sent messages and timers.
    new Observable((subscriber) =>
      chunk$.subscribe({
        next(chunk) {
          const mustWait = queue.isBusy;
          if (mustWait) options.onWait?.();
          const own = mustWait ? plainBytes(chunk).slice() : chunk;
          queue.afterChunk(() => {
            if (subscriber.closed) return;
            options.onChunk(own);
            subscriber.next(own);
            options.onChunkDone?.();
          });
        },
        error: (error: unknown) => queue.afterChunk(() => subscriber.error(error)),
        complete: () => queue.afterChunk(() => subscriber.complete()),
      }),
    );
}
