import { describe, expect, it } from '@jest/globals';
import { RemovableQueue } from '../../lib/collections/removableQueue.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';

describe('RemovableQueue', () => {
  it('returns items in the order of insertion, also after it was empty', () => {
    const line = new RemovableQueue<number>();
    expect(line.shift()).toBeUndefined();
    line.add(1).add(2).add(3);
    expect(line.delete(2)).toBe(true);
    expect([line.shift(), line.shift(), line.shift()]).toEqual([1, 3, undefined]);
    line.add(4);
    expect([line.size, line.shift(), line.size]).toEqual([1, 4, 0]);
  });

  it('takes constant time after many items were removed', () => {
    const count = 50_000;
    // A new iterator for each item would skip over the entries of all removed items.
    const anew = timeOf(count, (set) => {
      for (const first of set) {
        set.delete(first);
        return first;
      }
      return undefined;
    });
    expect(timeOf(count, (line) => line.shift())).toBeLessThan(anew / 2);
  });
});

function timeOf(count: number, shift: (line: RemovableQueue<number>) => number | undefined): number {
  const line = new RemovableQueue<number>();
  for (let i = 0; i < count; i++) line.add(i);
  return cpuMsOf(() => {
    while (shift(line) !== undefined);
  });
}
