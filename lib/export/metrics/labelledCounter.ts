import type { ValueSample } from './metricFamily.js';

/** A value for each combination of labels. Grows with the combinations, so each label has to be bounded. */
export class LabelledCounter<L extends string = never> {
  private readonly samplesByKey = new Map<string, { labels: Readonly<Record<L, string>>; value: number }>();

  /** @param labels always with the names in the same order */
  add(labels: Readonly<Record<L, string>>, amount = 1): void {
    const key = Object.values(labels).join(' ');
    const sample = this.samplesByKey.get(key);
    if (sample === undefined) this.samplesByKey.set(key, { labels, value: amount });
    else sample.value += amount;
  }

  /** Copies of the values. */
  samples(): ValueSample[] {
    return Array.from(this.samplesByKey.values(), ({ labels, value }) => ({ labels, value }));
  }
}
