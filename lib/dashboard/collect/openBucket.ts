import type { BucketLevel } from './bucketLevel.js';

/** A bucket that is being filled. */
export interface OpenBucket<Sample> {
  add(sample: Sample): void;
  /** True while it has nothing to show, so that no answer contains it. */
  readonly isEmpty: boolean;
  /** Its weight in a mean. */
  readonly weight: number;
  /** Its values by column. */
  values(): ReadonlyMap<string, number>;
}

/** A level, and the bucket that it gets next. */
export interface FilledLevel<Sample = never> {
  /** The finished buckets. */
  readonly stored: BucketLevel;
  /** The next one, whose number is `stored.next`. */
  open: OpenBucket<Sample>;
  /** Time of day at its start, in milliseconds since 1970. */
  openStartMs: number;
  /** The number of ticks since its start. */
  ticks: number;
}

/** Number of the last bucket, which is the open one if that has something to show. */
export function lastNumber({ open, stored }: FilledLevel): number {
  return open.isEmpty ? stored.next - 1 : stored.next;
}
