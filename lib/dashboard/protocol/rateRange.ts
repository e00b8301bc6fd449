import type { BucketRange, IncrementQuery, RangeQuery } from './bucketRange.js';

/** The unit of the rates. */
export type RateUnit = 'messages' | 'bytes';

/** The rates that a page asks for. */
export interface RateSelection {
  /** Messages per second, or bytes per second with frame headers. Default `bytes`. */
  readonly unit?: RateUnit | undefined;
  /** Only this command. Default: all commands. */
  readonly command?: string | undefined;
}

/** Asks for the rates of a range of time. */
export type RateQuery = RangeQuery & RateSelection;

/** Asks for the rates after the last complete bucket of a page. */
export type RateIncrementQuery = IncrementQuery & RateSelection;

/** The rates of a range of time, in three significant digits. Arrays of rates are packed by `packZeros`. */
export interface RateRange extends BucketRange {
  /** The unit of the rates. */
  readonly unit: RateUnit;
  /** Rates of received messages. */
  readonly received: RateSeries;
  /** Rates of sent messages. */
  readonly sent: RateSeries;
}

/** The rates of one direction. */
export interface RateSeries {
  /** The mean rate in each bucket, by command. `rest` is the sum of the commands that have no series of their own. */
  readonly mean: Readonly<Record<string, readonly number[]>>;
  /** The highest rate within a second of each bucket, for all commands together or for the requested command. */
  readonly max: readonly number[];
}
