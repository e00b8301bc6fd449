import { describe, expect, it } from '@jest/globals';
import { last, range } from 'rxjs';
import { lastN } from '../../lib/monitor/lastN.js';
import { outcomeOf } from '../helpers/peer/outcome.js';

describe('lastN', () => {
  it('keeps 100 items by default', () => {
    const { values } = outcomeOf(range(0, 1000).pipe(lastN(), last()));
    expect(values).toEqual([Array.from({ length: 100 }, (_, i) => 900 + i)]);
  });

  it('emits an array that the subscriber may change', () => {
    const lasts: number[][] = [];
    range(1, 3)
      .pipe(lastN({ size: 2 }))
      .subscribe((last2) => lasts.push(last2.reverse()));
    expect(lasts).toEqual([[1], [2, 1], [3, 2]]);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 16 + 1])('refuses a size of %p at the call', (size) => {
    expect(() => lastN({ size })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'size' }));
  });
});
