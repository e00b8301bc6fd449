import type { HistogramSample } from './metricFamily.js';

interface Series<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  /** Observations by bucket, not cumulative; the last one is above all bounds. */
  readonly counts: number[];
  sum: number;
  count: number;
}

/** A histogram for each combination of labels. Grows with the combinations, so each label has to be bounded. */
export class LabelledHistogram<L extends string> {
  private readonly seriesByKey = new Map<string, Series<L>>();

  /** @param bounds the upper bounds of the buckets, ascending */
  constructor(private readonly bounds: readonly number[]) {}

  /** @param labels always with the names in the same order */
  observe(labels: Readonly<Record<L, string>>, value: number): void {
    const series = this.seriesOf(labels);
    const index = this.bounds.findIndex((bound) => value <= bound);
    series.counts[index === -1 ? this.bounds.length : index]! += 1;
    series.sum += value;
    series.count += 1;
  }

  /** Shows a series without observations. @param labels as for `observe` */
  open(labels: Readonly<Record<L, string>>): void {
    this.seriesOf(labels);
  }

  /** Copies of the values. */
  samples(): HistogramSample[] {
    return Array.from(this.seriesByKey.values(), ({ labels, counts, sum, count }) => {
      let total = 0;
      const buckets = this.bounds.map((upTo, i) => ({ upTo, count: (total += counts[i]!) }));
      return { labels, buckets, sum, count };
    });
  }

  private seriesOf(labels: Readonly<Record<L, string>>): Series<L> {
    const key = Object.values(labels).join(' ');
    let series = this.seriesByKey.get(key);
    if (series === undefined) {
      series = { labels, counts: new Array<number>(this.bounds.length + 1).fill(0), sum: 0, count: 0 };
      this.seriesByKey.set(key, series);
    }
    return series;
  }
}
