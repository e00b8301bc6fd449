import type { Writable } from 'node:stream';
import { fromEvent, merge, Subscription, take } from 'rxjs';

/**
 * Pulls the next value from the source only while the stream's buffer is below its high-water mark. A reader that is slower than the
 * source slows the source down. Beyond its mark the stream buffers at most the output for one value.
 *
 * After the stream has failed or closed, values are pulled without waiting.
 */
export function withBackpressure<T>(stream: Writable, source: AsyncIterable<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      let waiting = Subscription.EMPTY;
      return {
        async next() {
          if (stream.writableNeedDrain) {
            await new Promise<void>((resolve) => {
              waiting = merge(...['drain', 'error', 'close'].map((event) => fromEvent(stream, event)))
                .pipe(take(1))
                .subscribe();
              waiting.add(resolve);
            });
          }
          return iterator.next();
        },
        async return() {
          waiting.unsubscribe();
          return (await iterator.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}
