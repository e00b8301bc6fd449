import { invalidOption, requireInteger } from '../base/optionChecks.js';
import { show } from '../base/show.js';

/** The largest `size`. Each value may be a whole message, so a larger queue would hardly be a bound on memory. */
export const MAX_STREAM_SIZE = 1_000_000;

/** When a stream ends from outside. */
export interface StreamSignal {
  /**
   * Ends the stream when it aborts: values that were not read are discarded, and the loop throws the signal's reason, which is an
   * `AbortError` unless the caller of `abort()` chose another one. Default: none.
   */
  signal?: AbortSignal | undefined;
}

/** A loop that is slower than the source gets the newest value only. */
export interface LatestOnly {
  /** A new value replaces the one that the loop has not read. */
  overflow: 'latest';
  /** Not used. */
  size?: undefined;
}

/** A loop that is slower than the source gets the newest `size` values. */
export interface LastValues {
  /** When more than `size` values are not read, the oldest is discarded. */
  overflow: 'last';
  /** The maximum number of values that are not read, 1 to 1,000,000. Each may be as large as a message: 4 MB on Bitcoin networks. */
  size: number;
}

/** A slow loop slows down the remote. */
export interface PauseReading {
  /**
   * Nothing is lost: the peer stops reading while more than its `readBudgetBytes` are not processed. Default. A loop that asks for no further
   * message within `consumerTimeoutMs` (10 minutes) of such a pause ends the peer with `CONSUMER_STALLED`.
   */
  overflow?: 'pause' | undefined;
  /** Not used. */
  size?: undefined;
}

/** Options of `toAsyncIterable`, and of the streams of other machines, which cannot be paused. */
export type LossyStreamOptions = StreamSignal & (LatestOnly | LastValues);

/** Options of `peer.stream()` and `pool.stream()`: what happens when the loop is slower than the remote, and what ends it. */
export type StreamOptions = StreamSignal & (PauseReading | LatestOnly | LastValues);

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requireStreamOptions(options: StreamOptions, canPause: boolean): void {
  const { overflow, signal, size } = (options ?? {}) as {
    overflow?: unknown;
    signal?: Partial<AbortSignal> | null;
    size?: unknown;
  };
  const isPause = overflow === undefined || overflow === 'pause';
  if (isPause && !canPause) {
    invalidOption('overflow', `'latest' or 'last' expected, got ${show(overflow)}: this source cannot be paused`);
  }
  if (!isPause && overflow !== 'latest' && overflow !== 'last') {
    invalidOption('overflow', `${canPause ? "'pause', " : ''}'latest' or 'last' expected, got ${show(overflow)}`);
  }
  // requireInteger takes undefined for the default, and there is none.
  if (overflow === 'last') requireInteger('size', (size ?? NaN) as number, 1, MAX_STREAM_SIZE);
  else if (size !== undefined) invalidOption('size', `only with overflow 'last', got ${show(size)}`);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    invalidOption('signal', `AbortSignal expected, got ${show(signal)}`);
  }
}
