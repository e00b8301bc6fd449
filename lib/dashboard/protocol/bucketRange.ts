/** The buckets of a range of time, as they cross to a page. All arrays of an answer have one value per bucket. */
export interface BucketRange {
  /** Length of a bucket in milliseconds, a multiple of the tick of its history. */
  readonly widthMs: number;
  /** Number of the first bucket: the buckets of one width are numbered from the start of the run, without gaps. */
  readonly firstNumber: number;
  /** Number of the last of these buckets that is complete: a later one still changes. -1 before the first is complete. */
  readonly lastComplete: number;
  /** Time of day at the start of the first bucket, in milliseconds since 1970; then the difference of each start from the one before. */
  readonly startsMs: readonly number[];
}

/** The range of buckets that a page asks for. */
export interface RangeQuery {
  /** Start of the range: time of day in milliseconds since 1970. Buckets that end later are in it. */
  readonly fromMs: number;
  /** End of the range: time of day in milliseconds since 1970. Buckets that start earlier are in it. */
  readonly toMs: number;
  /** Maximum number of buckets, 1 to 600. Default 600. */
  readonly maxPoints?: number | undefined;
}

/** The new buckets that a page asks for after it has loaded a range. */
export interface IncrementQuery {
  /** The `widthMs` of the range. */
  readonly widthMs: number;
  /** The `lastComplete` of the range: the answer contains the buckets after it, at most 600, the newest. */
  readonly number: number;
}
