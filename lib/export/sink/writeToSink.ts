import { Observable, type OperatorFunction } from 'rxjs';
import { SinkQueue, type Sink, type SinkFigures, type SinkQueueOptions } from './sinkQueue.js';

/**
 * Writes each item of the source to a sink, through a bounded queue that never slows the source. Emits the figures after each write and each drop.
 *
 *     source       --a-b-c-------|
 *     sink.write     [a][b,c]            one write at a time
 *     writeToSink  ------f--f----(f|)    f = { writtenItems, droppedItems, queuedBytes, … }
 *
 * Completes when the source has completed and everything is written or dropped. Unsubscribing drops the waiting items. Errors with the
 * source; a write that fails does not end it, see `onDropped`. Stores at most `maxQueuedBytes` of items. Errors at the subscription with
 * LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * // Each message as a line of JSON in a Redis stream.
 * exportEvents(pool).pipe(
 *   filter((event) => event.kind === 'message'),
 *   map(({ peer, traffic }) => JSON.stringify({ peer: peer.address, command: traffic.command })),
 *   writeToSink({ write: (lines) => Promise.all(lines.map((line) => redis.xAdd('messages', '*', { line }))) }),
 * ).subscribe();
 */
export function writeToSink<T>(sink: Sink<T>, options: SinkQueueOptions<T> = {}): OperatorFunction<T, SinkFigures> {
  // The end of the subscription has to close the queue, and the figures come from its callbacks: no operator joins the two.
  return (source$) =>
    new Observable((subscriber) => {
      const queue = new SinkQueue(sink, {
        ...options,
        onChange() {
          options.onChange?.();
          subscriber.next(queue.figures());
        },
      });
      subscriber.add(() => queue.close());
      subscriber.add(
        source$.subscribe({
          next: (item) => void queue.push(item),
          error: (error: unknown) => subscriber.error(error),
          complete: () => void queue.flush().then(() => subscriber.complete()),
        }),
      );
    });
}
