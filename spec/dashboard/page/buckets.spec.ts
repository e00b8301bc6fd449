import { describe, expect, it } from '@jest/globals';
import { appendBuckets, MAX_BUCKETS, startsOf, type Buckets } from '../../../lib/dashboard/page/state/buckets.js';

/** Buckets of a second from the one of this number, with these values of `inv`. */
const buckets = (firstNumber: number, values: readonly number[], name = 'inv'): Buckets => ({
  widthMs: 1000,
  firstNumber,
  // The last one still changes.
  lastComplete: firstNumber + values.length - 2,
  startsMs: values.map((_, i) => (firstNumber + i) * 1000),
  curves: new Map([[name, values]]),
});

describe('buckets of a range that ends now', () => {
  it('replace the incomplete bucket and append new ones', () => {
    const after = appendBuckets(buckets(0, [1, 2, 3]), buckets(2, [4, 5]), 0, 0)!;
    expect(after).toEqual({ ...buckets(0, [1, 2, 4, 5]), lastComplete: 2 });
  });

  it('fill in the curves that one of both lacks', () => {
    const rates = appendBuckets(buckets(0, [1, 2]), buckets(1, [7, 8], 'tx'), 0, 0)!;
    expect(Object.fromEntries(rates.curves)).toEqual({ inv: [1, 0, 0], tx: [0, 7, 8] });
    const delays = appendBuckets(buckets(0, [1, 2]), buckets(1, [7, 8], 'tx'), 0, null)!;
    expect(Object.fromEntries(delays.curves)).toEqual({ inv: [1, null, null], tx: [null, 7, 8] });
  });

  it('drop what ended before the range, and curves that have only that', () => {
    const after = appendBuckets(buckets(0, [1, 2, 3]), buckets(2, [4, 5], 'tx'), 2000, 0)!;
    expect([after.firstNumber, after.startsMs]).toEqual([2, [2000, 3000]]);
    expect(Object.fromEntries(after.curves)).toEqual({ tx: [4, 5] });
  });

  it('stay the same after an empty increment', () => {
    const before = buckets(0, [1, 2]);
    expect(appendBuckets(before, { ...buckets(2, []), lastComplete: 1 }, 0, 0)).toBe(before);
  });

  it('have to be loaded again after a gap, another width, or beyond the bound', () => {
    const before = buckets(5, [1, 2]);
    expect(appendBuckets(before, buckets(7, [1]), 0, 0)).toBeDefined();
    expect(appendBuckets(before, buckets(8, [1]), 0, 0)).toBeUndefined();
    expect(appendBuckets(before, buckets(4, [1]), 0, 0)).toBeUndefined();
    expect(appendBuckets(before, { ...buckets(6, [1]), widthMs: 2000 }, 0, 0)).toBeUndefined();
    const full = buckets(0, new Array<number>(MAX_BUCKETS - 1).fill(1));
    expect(appendBuckets(full, buckets(MAX_BUCKETS - 1, [1]), 0, 0)).toBeDefined();
    expect(appendBuckets(full, buckets(MAX_BUCKETS - 1, [1, 1]), 0, 0)).toBeUndefined();
  });

  it('have the sums of the differences as starts', () => {
    expect(startsOf([1000, 5, 10])).toEqual([1000, 1005, 1015]);
    expect(startsOf([])).toEqual([]);
  });
});
