import type { OpenBucket } from './openBucket.js';

/** The traffic of a tick. */
export interface RateSample {
  /** Length of the tick in seconds. */
  readonly seconds: number;
  /** The rates by series (`seriesOf`); a series without traffic is absent. */
  readonly rates: ReadonlyMap<string, number>;
}

/** Sums the rates of a bucket. Columns: `mean SERIES` and `max SERIES`. Stores two numbers per series; the caller bounds these. */
export class RateBucket implements OpenBucket<RateSample> {
  private readonly sums = new Map<string, { sum: number; max: number }>();
  private seconds = 0;

  get isEmpty(): boolean {
    return this.seconds === 0;
  }

  get weight(): number {
    return this.seconds;
  }

  add({ rates, seconds }: RateSample): void {
    this.seconds += seconds;
    for (const [series, rate] of rates) {
      const known = this.sums.get(series);
      if (known === undefined) {
        this.sums.set(series, { sum: rate * seconds, max: rate });
      } else {
        known.sum += rate * seconds;
        known.max = Math.max(known.max, rate);
      }
    }
  }

  values(): ReadonlyMap<string, number> {
    const values = new Map<string, number>();
    for (const [series, { max, sum }] of this.sums) {
      values.set(`mean ${series}`, sum / this.seconds);
      values.set(`max ${series}`, max);
    }
    return values;
  }
}
