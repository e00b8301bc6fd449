import { describe, expect, it } from '@jest/globals';
import { BucketLevel } from '../../../lib/dashboard/collect/bucketLevel.js';

const level = (options: { size: number; doubles?: boolean }): BucketLevel =>
  new BucketLevel({ widthTicks: 10, ...options }, (column) => (column === 'max' ? 'max' : 'mean'));

const bucket = (n: number, weight = 1) => ({
  startMs: n * 1000,
  weight,
  values: new Map([
    ['mean', n],
    ['max', n],
  ]),
});

describe('a level of buckets', () => {
  it('stores exactly its size, and drops the oldest beyond it', () => {
    const ring = level({ size: 4 });
    for (let n = 0; n < 4; n++) ring.add(bucket(n));
    expect([ring.oldest, ring.next, ring.value('mean', 0)]).toEqual([0, 4, 0]);
    ring.add(bucket(4));
    expect([ring.oldest, ring.next, ring.value('mean', 1), ring.value('mean', 4)]).toEqual([1, 5, 1, 4]);
    expect(ring.startMs(1)).toBe(1000);
  });

  it('gives a column that is absent from a bucket the value 0, also where an older bucket had one', () => {
    const ring = level({ size: 2 });
    ring.add(bucket(7));
    ring.add(bucket(8));
    ring.add({ startMs: 9000, weight: 1, values: new Map() });
    expect(ring.value('mean', 2)).toBe(0);
    expect(ring.value('never', 2)).toBe(0);
  });

  it('merges pairs when it is full, if it doubles: means by weight, maxima, starts and weights', () => {
    const whole = level({ size: 4, doubles: true });
    for (const [n, weight] of [1, 3, 0, 0].entries()) whole.add(bucket(n, weight));
    expect([whole.oldest, whole.next, whole.widthTicks]).toEqual([0, 2, 20]);
    expect([whole.value('mean', 0), whole.value('max', 0), whole.weight(0), whole.startMs(0)]).toEqual([0.75, 1, 4, 0]);
    // No weight, no mean.
    expect([whole.value('mean', 1), whole.value('max', 1), whole.weight(1), whole.startMs(1)]).toEqual([0, 3, 0, 2000]);
    whole.add(bucket(9));
    expect([whole.value('mean', 2), whole.next]).toEqual([9, 3]);
  });
});
