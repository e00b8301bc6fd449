/** Each bin is 2 % wider than the one before, so a percentile is off by at most 1 %. */
const RATIO = 1.02;
/**
 * The largest value that has its own bin. Greater values count as this one. 10 minutes in milliseconds, the age at which `PropagationLog`
 * stops counting.
 */
const MAX_VALUE = 600_000;
const BINS = binOf(MAX_VALUE) + 1;

/**
 * Percentiles of delays in milliseconds, in constant memory: counts in bins whose width grows with the value. Values below 1 ms share a bin. Stores 673
 * counts of 4 bytes, which are allocated with the first value.
 */
export class PercentileSketch {
  private counts: Uint32Array | undefined;
  private total = 0;

  /** The number of values. */
  get count(): number {
    return this.total;
  }

  add(value: number): void {
    this.counts ??= new Uint32Array(BINS);
    this.counts[binOf(Math.min(value, MAX_VALUE))]! += 1;
    this.total += 1;
  }

  /**
   * The percentile of the values for this share, within 1 %; 0 if it is below 1 ms, and without values.
   *
   * @param share 0.5 for the median; more than 0, at most 1
   */
  percentile(share: number): number {
    const rank = Math.ceil(this.total * share);
    let seen = 0;
    for (const [bin, count] of this.counts?.entries() ?? []) {
      seen += count;
      if (seen >= rank) return bin === 0 ? 0 : RATIO ** (bin - 0.5);
    }
    return 0;
  }
}

/** Bin 0: below 1; bin n: from RATIO^(n-1) up to RATIO^n. */
function binOf(value: number): number {
  return value < 1 ? 0 : 1 + Math.floor(Math.log(value) / Math.log(RATIO));
}
