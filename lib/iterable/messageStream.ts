/// <reference lib="esnext.disposable" preserve="true" />

/**
 * Values for a `for await` loop. The stream is its own iterator: it can be read once, and two loops over one stream share its values. Each
 * loop that needs all values calls `stream()` again.
 *
 * `next()` may be called before the last promise is settled; the promises settle in the order of the calls.
 */
export interface MessageStream<T> {
  /**
   * The number of values that the stream has discarded because the loop was slower than the source. Always 0 with `overflow: 'pause'`. Values
   * that are discarded because the loop was left, or the signal aborted, do not count.
   */
  readonly dropped: number;
  /** The next value, or `done` after the last one. Rejects once, if the stream ends by an error or is aborted; after that it is done. */
  next(): Promise<IteratorResult<T, undefined>>;
  /**
   * Ends the stream at once: unsubscribes and discards the values that were not read. `for await` calls it on `break`, `return` and
   * `throw`.
   */
  return(): Promise<IteratorResult<T, undefined>>;
  /** The stream itself. */
  [Symbol.asyncIterator](): MessageStream<T>;
  /** The same as `return()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
