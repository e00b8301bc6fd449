import type { Writable } from 'node:stream';
import { fromEvent, merge, Subscription, take } from 'rxjs';

/**
 * The same values, of which the next one is asked for only when the stream takes more: a reader that is slower than the source holds it
 * back, and what waits in the stream is at most what one value makes of it.
 *
 * A stream that breaks or is closed holds nothing back.
 */
export function heldBackBy<T>(stream: Writable, source: AsyncIterable<T>): AsyncIterable<T> {
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
