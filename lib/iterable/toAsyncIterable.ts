import type { Observable } from 'rxjs';
import type { MessageStream } from './messageStream.js';
import { requireStreamOptions, type LossyStreamOptions } from './streamOptions.js';
import { ValueStream } from './valueStream.js';

/**
 * Makes values of an Observable readable by `for await`, with a declared policy for a loop that is slower than the source.
 *
 *     source$                  --a--b-c-d-----e--|
 *     the loop reads           --a------d-----e--|      { overflow: 'latest' }, b and c are dropped
 *     the loop reads           --a------c-d---e--|      { overflow: 'last', size: 2 }, b is dropped
 *
 * Subscribes at the call, not at the first `next()`, so nothing between the two is missed; leave the loop, abort the signal or use
 * `await using` to unsubscribe. The end of the source ends the loop after the values that are not read; an error of the source is thrown by the
 * loop after them.
 *
 * Keeps at most `size` values, with `'latest'` one. Errors at the call with LocalProtocolError `INVALID_OPTION`. An Observable cannot be paused:
 * use `peer.stream()` or `pool.stream()` for that.
 *
 * @example
 * for await (const stats of toAsyncIterable(pool.stats$, { overflow: 'latest' })) console.log(stats.outbound);
 */
export function toAsyncIterable<T>(source$: Observable<T>, options: LossyStreamOptions): MessageStream<T> {
  requireStreamOptions(options, false);
  return lossyStream(source$, options);
}

/** As `toAsyncIterable`, for options that are checked. */
export function lossyStream<T>(source$: Observable<T>, { signal, size = 1 }: LossyStreamOptions): MessageStream<T> {
  return new ValueStream<T>(size, signal, (input) =>
    source$.subscribe({
      next: (value) => input.push(value),
      error: (error: unknown) => input.fail(error),
      complete: () => input.complete(),
    }),
  );
}
