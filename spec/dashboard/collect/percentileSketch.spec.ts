import { describe, expect, it } from '@jest/globals';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { PercentileSketch } from '../../../lib/dashboard/collect/percentileSketch.js';

function sketchOf(values: readonly number[]): PercentileSketch {
  const sketch = new PercentileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('a sketch of percentiles', () => {
  it('is 0 without values and below 1 ms', () => {
    expect(sketchOf([]).percentile(0.5)).toBe(0);
    expect(sketchOf([0, 0.99]).percentile(1)).toBe(0);
    expect(sketchOf([1]).percentile(1)).toBeGreaterThanOrEqual(1);
  });

  it.each([1, 20, 333, 12_345, 599_999, 600_000])('has %i ms within 1 %%', (value) => {
    expect(Math.abs(sketchOf([value]).percentile(0.5) / value - 1)).toBeLessThanOrEqual(0.0101);
  });

  it('counts values above its bound as the bound', () => {
    expect(sketchOf([1e9, Infinity]).percentile(0.5)).toBe(sketchOf([600_000]).percentile(0.5));
  });

  it('agrees with sorted values within 1 %', () => {
    const seed = 20_260;
    const random = createSeededRandom(seed, 'percentiles');
    for (let round = 0; round < 50; round++) {
      const values = Array.from({ length: 1 + random.below(200) }, () => Math.exp(random.below(13_000) / 1000));
      const sorted = [...values].sort((a, b) => a - b);
      for (const share of [0.1, 0.5, 0.9, 1]) {
        const exact = sorted[Math.ceil(values.length * share) - 1]!;
        const error = Math.abs(sketchOf(values).percentile(share) / exact - 1);
        if (error > 0.0101) throw new Error(`seed ${seed}, round ${round}, share ${share}: ${error}`);
      }
    }
  });
});
