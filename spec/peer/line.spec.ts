import { describe, expect, it } from '@jest/globals';
import { Line } from '../../lib/peer/line.js';

describe('Line', () => {
  it('gives first what came first, what came after it was empty, too', () => {
    const line = new Line<number>();
    expect(line.shift()).toBeUndefined();
    line.add(1).add(2).add(3);
    expect(line.delete(2)).toBe(true);
    expect([line.shift(), line.shift(), line.shift()]).toEqual([1, 3, undefined]);
    line.add(4);
    expect([line.size, line.shift(), line.size]).toEqual([1, 4, 0]);
  });

  it('costs no more an item when it is long', () => {
    const timeOf = (count: number): number => {
      const line = new Line<number>();
      for (let i = 0; i < count; i++) line.add(i);
      const start = performance.now();
      while (line.shift() !== undefined);
      return performance.now() - start;
    };
    timeOf(50_000);
    // Sixteen times as many; it was 256 times as long.
    expect(timeOf(800_000)).toBeLessThan(16 * 6 * Math.max(1, timeOf(50_000)));
  });
});
