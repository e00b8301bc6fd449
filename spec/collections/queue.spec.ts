import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Queue } from '../../lib/collections/queue.js';

describe('Queue', () => {
  it('equals an array for any sequence of calls', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.nat() },
      { weight: 2, arbitrary: fc.constant('shift') },
      fc.constant('clear'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const fifo = new Queue<number>();
        const array: number[] = [];
        for (const each of steps) {
          if (typeof each === 'number') {
            fifo.push(each);
            array.push(each);
          } else if (each === 'shift') {
            expect(fifo.shift()).toBe(array.shift());
          } else {
            fifo.clear();
            array.length = 0;
          }
          expect([fifo.size, fifo.first(), fifo.last()]).toEqual([array.length, array[0], array.at(-1)]);
        }
      }),
    );
  });
});
