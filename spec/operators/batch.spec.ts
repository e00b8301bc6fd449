import { describe, expect, it } from '@jest/globals';
import { Subject, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { batch } from '../../lib/operators/batch.js';

describe('batch', () => {
  it('runs on the asyncScheduler by default', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const result$ = helpers.hot('-ab------|').pipe(batch({ maxSpanMs: 3 }));
      helpers.expectObservable(result$).toBe('    ----x----|', { x: ['a', 'b'] });
    });
  });

  it('starts a new batch with items that arrive while a batch is emitted', () => {
    const source$ = new Subject<number>();
    const batches: number[][] = [];
    source$.pipe(batch({ maxItems: 2 })).subscribe((items) => {
      batches.push(items);
      if (items[0] === 1) source$.next(3);
    });
    for (const item of [1, 2, 4]) source$.next(item);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('emits nothing after its subscriber has unsubscribed within a batch', () => {
    const source$ = new Subject<number>();
    const batches: number[][] = [];
    source$.pipe(batch({ maxItems: 1 }), take(1)).subscribe((items) => batches.push(items));
    for (const item of [1, 2]) source$.next(item);
    expect(batches).toEqual([[1]]);
    expect(source$.observed).toBe(false);
  });
});
