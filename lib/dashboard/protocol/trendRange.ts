import type { BucketRange } from './bucketRange.js';

/** How fast the blocks or transactions of a range of time have reached the peers. */
export interface TrendRange extends BucketRange {
  /** Blocks or transactions. */
  readonly type: 'block' | 'transaction';
  /** The times until 50 % of the peers had announced an item, of the items that reached 50 % in a bucket. */
  readonly to50: TrendSeries;
  /** The times until 90 % of the peers had announced an item, of the items that reached 90 % in a bucket. */
  readonly to90: TrendSeries;
}

/** The distribution of one time in each bucket. */
export interface TrendSeries {
  /** The number of items. */
  readonly count: readonly number[];
  /** The median in milliseconds, within 1 %; null without an item. */
  readonly medianMs: readonly (number | null)[];
  /** The 90th percentile in milliseconds, within 1 %; null without an item. */
  readonly p90Ms: readonly (number | null)[];
}
