import { concatWith, Subject, type Observable, type ObservableInput } from 'rxjs';
import type { MessageStream } from './messageStream.js';
import type { StreamOptions } from './streamOptions.js';
import { lossyStream } from './toAsyncIterable.js';
import { ValueStream } from './valueStream.js';

/** A source that can be paused, and whose streams can also be read without pausing it. */
export interface PausableSource<T> {
  /** All values, for a loop that may lose some of them. */
  readonly values$: Observable<T>;
  /**
   * Calls `project` with each value. The value counts against a budget until the Observable that `project` returns completes. Completes
   * after the last value.
   */
  consume(project: (value: T) => ObservableInput<never>): Observable<never>;
  /** Completes or errors when the source has ended. After the last value the loop ends in the same way. */
  readonly end$: Observable<never>;
}

/** The stream of a source that can be paused. The options are checked. */
export function pausableStream<T>(source: PausableSource<T>, options: StreamOptions): MessageStream<T> {
  const { end$, values$ } = source;
  const { overflow } = options;
  if (overflow === 'latest' || overflow === 'last') return lossyStream(values$.pipe(concatWith(end$)), options);
  // The budget of the source bounds the values that are not read.
  return new ValueStream<T>(Infinity, options.signal, (input) => {
    const consumed$ = source.consume((value) => {
      const finished$ = new Subject<never>();
      input.push(value, () => finished$.complete());
      return finished$;
    });
    return consumed$.pipe(concatWith(end$)).subscribe({
      error: (error: unknown) => input.fail(error),
      complete: () => input.complete(),
    });
  });
}
