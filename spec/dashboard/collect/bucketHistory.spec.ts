import { describe, expect, it } from '@jest/globals';
import { BucketHistory, MAX_POINTS } from '../../../lib/dashboard/collect/bucketHistory.js';
import type { OpenBucket } from '../../../lib/dashboard/collect/openBucket.js';

/** The mean and the number of the samples. */
class MeanBucket implements OpenBucket<number> {
  private sum = 0;
  weight = 0;

  get isEmpty(): boolean {
    return this.weight === 0;
  }

  add(value: number): void {
    this.sum += value;
    this.weight += 1;
  }

  values(): ReadonlyMap<string, number> {
    return new Map([['mean', this.sum / this.weight]]);
  }
}

/** A history of `ticks` ticks of a second; tick n has the sample n. */
function history(ticks: number, sizes = { fine: 10, middle: 10, whole: 8 }): BucketHistory<number> {
  const filled = new BucketHistory({
    tickMs: 1000,
    levels: [
      { widthTicks: 1, size: sizes.fine },
      { widthTicks: 5, size: sizes.middle },
      { widthTicks: 10, size: sizes.whole, doubles: true },
    ],
    mergeRule: () => 'mean',
    createBucket: () => new MeanBucket(),
    startMs: 0,
  });
  for (let n = 0; n < ticks; n++) {
    filled.add(n);
    filled.tick((n + 1) * 1000);
  }
  return filled;
}

describe('a history', () => {
  it('answers with the finest level that contains the start of the range', () => {
    const filled = history(30);
    expect(filled.range({ fromMs: 20_000, toMs: 30_000 })).toMatchObject({ widthMs: 1000, firstNumber: 20 });
    // Second 19 is no longer stored.
    expect(filled.range({ fromMs: 19_999, toMs: 30_000 })).toMatchObject({ widthMs: 5000, firstNumber: 3 });
    expect(filled.range({ fromMs: -Infinity, toMs: Infinity })).toMatchObject({ widthMs: 5000, firstNumber: 0 });
    expect(history(80).range({ fromMs: 0, toMs: Infinity })).toMatchObject({ widthMs: 20_000, firstNumber: 0 });
  });

  it('contains the buckets that overlap the range, with their starts as differences', () => {
    const span = history(30).range({ fromMs: 22_500, toMs: 25_000 });
    expect(span.startsMs).toEqual([22_000, 1000, 1000]);
    expect(span.columns.get('mean')).toEqual([22, 23, 24]);
    expect(span.lastComplete).toBe(24);
  });

  it('is empty for a range before the start, after the end, and reversed', () => {
    const filled = history(10);
    for (const [fromMs, toMs] of [
      [-5000, 0],
      [20_000, 30_000],
      [5000, 1000],
    ] as const) {
      expect(filled.range({ fromMs, toMs }).startsMs).toEqual([]);
    }
    expect(history(0).range({ fromMs: 0, toMs: Infinity })).toMatchObject({ startsMs: [], lastComplete: -1 });
  });

  it('merges neighbours, aligned, so that no answer has more than maxPoints', () => {
    const filled = history(10, { fine: 100, middle: 100, whole: 8 });
    const span = filled.range({ fromMs: 1000, toMs: 9000, maxPoints: 4 });
    expect(span).toMatchObject({ widthMs: 3000, firstNumber: 0, startsMs: [0, 3000, 3000], lastComplete: 2 });
    expect(span.columns.get('mean')).toEqual([1, 4, 7]);
    for (let maxPoints = 1; maxPoints <= 10; maxPoints++) {
      for (let fromMs = 0; fromMs < 10_000; fromMs += 500) {
        const { startsMs } = filled.range({ fromMs, toMs: 10_000, maxPoints });
        expect(startsMs.length).toBeGreaterThan(0);
        expect(startsMs.length).toBeLessThanOrEqual(maxPoints);
      }
    }
  });

  it('weighs merged buckets, and shows the bucket that is being filled', () => {
    const filled = history(23);
    // 20, 21 and 22 in the open bucket of 5 s, 15 to 19 in the one before.
    const span = filled.range({ fromMs: 0, toMs: Infinity });
    expect(span.columns.get('mean')).toEqual([2, 7, 12, 17, 21]);
    expect(span).toMatchObject({ lastComplete: 3, weights: [5, 5, 5, 5, 3] });
    const merged = filled.after({ widthMs: 15_000, number: 0 });
    expect(merged.columns.get('mean')).toEqual([(15 + 16 + 17 + 18 + 19 + 20 + 21 + 22) / 8]);
  });

  it.each([1000, 2000, 5000, 10_000, 15_000, 20_000])('continues a range of %i ms buckets with after', (widthMs) => {
    const filled = history(0, { fine: 1000, middle: 1000, whole: 8 });
    let number = -1;
    const seen = new Map<number, number>();
    for (let n = 0; n < 200; n++) {
      filled.add(n);
      filled.tick((n + 1) * 1000);
      if (n % 7 !== 0) continue;
      const span = filled.after({ widthMs, number });
      expect(span.widthMs).toBe(widthMs);
      span.columns.get('mean')!.forEach((value, i) => seen.set(span.firstNumber + i, value));
      number = span.lastComplete;
    }
    const width = widthMs / 1000;
    expect(seen.size).toBe(Math.floor(196 / width) + 1);
    for (const [bucket, mean] of seen) {
      if (bucket <= number) expect(mean).toBeCloseTo(bucket * width + (width - 1) / 2, 4);
    }
  });

  it('returns the newest points after an old number, at most the maximum', () => {
    const filled = history(2 * MAX_POINTS, { fine: 2 * MAX_POINTS, middle: 10, whole: 8 });
    const { firstNumber, startsMs } = filled.after({ widthMs: 1000, number: -1 });
    expect([firstNumber, startsMs.length]).toEqual([MAX_POINTS, MAX_POINTS]);
    expect(filled.after({ widthMs: 1000, number: 2 * MAX_POINTS - 1 }).startsMs).toEqual([]);
  });

  it('stays in its bounds for a run of any length, and finds all of it', () => {
    const filled = history(100_000);
    const { columns, startsMs, weights } = filled.range({ fromMs: 0, toMs: Infinity });
    expect(startsMs.length).toBeLessThanOrEqual(9);
    expect(weights.reduce((sum, weight) => sum + weight)).toBe(100_000);
    const mean = columns.get('mean')!.reduce((sum, value, i) => sum + value * weights[i]!, 0) / 100_000;
    expect(mean / 49_999.5).toBeCloseTo(1, 4);
  });

  it('keeps the times of the buckets when the clock was set back', () => {
    const filled = history(5);
    filled.add(5);
    filled.tick(3_600_000);
    filled.add(6);
    filled.tick(3_601_000);
    expect(filled.range({ fromMs: 4000, toMs: Infinity }).startsMs).toEqual([4000, 1000, 3_595_000]);
  });

  it.each([
    ['maxPoints', (filled: BucketHistory<number>) => filled.range({ fromMs: 0, toMs: 1, maxPoints: 0 })],
    ['maxPoints', (filled: BucketHistory<number>) => filled.range({ fromMs: 0, toMs: 1, maxPoints: MAX_POINTS + 1 })],
    ['widthMs', (filled: BucketHistory<number>) => filled.after({ widthMs: 1500, number: 0 })],
    ['widthMs', (filled: BucketHistory<number>) => filled.after({ widthMs: 0, number: 0 })],
    ['number', (filled: BucketHistory<number>) => filled.after({ widthMs: 1000, number: NaN })],
  ])('refuses %s out of range', (option, call) => {
    expect(() => call(history(3))).toThrow(option);
  });
});
