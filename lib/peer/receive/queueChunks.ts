import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { plainBytes } from '../../codec/reader.js';
import type { DeliveryQueue } from '../../protocol/runtime/deliveryQueue.js';

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
 * waits until that is done. A waiting chunk is copied, since the transport may write to its buffer when its `next` returns (`slice` of a
 * Node Buffer would be a view).
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
