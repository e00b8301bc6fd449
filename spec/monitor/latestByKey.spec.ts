import { describe, expect, it } from '@jest/globals';
import { from, last, range } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { latestByKey } from '../../lib/monitor/latestByKey.js';
import { outcomeOf } from '../helpers/peer/outcome.js';

describe('latestByKey', () => {
  it('stores 1000 keys by default', () => {
    const { values } = outcomeOf(range(0, 3000).pipe(latestByKey({ keyOf: (n) => n }), last()));
    expect([...values[0]!.keys()]).toEqual(Array.from({ length: 1000 }, (_, i) => 2000 + i));
  });

  it('creates only the Maps that it emits, for a million items with different keys', () => {
    new TestScheduler(() => undefined).run(({ flush }) => {
      const { values } = outcomeOf(
        range(0, 1_000_000).pipe(latestByKey({ keyOf: (n) => n, maxKeys: 10_000, intervalMs: 250 })),
      );
      flush();
      expect(values.map((latest) => latest.size)).toEqual([1, 10_000]);
    });
  });

  it('emits a Map that the subscriber may change', () => {
    const { values } = outcomeOf(from(['a', 'b']).pipe(latestByKey({ keyOf: (letter) => letter })));
    expect(values.map((latest) => [...latest.keys()])).toEqual([['a'], ['a', 'b']]);
  });

  it.each([
    ['maxKeys', 0],
    ['maxKeys', NaN],
    ['intervalMs', -1],
    ['intervalMs', 1.5],
  ])('refuses %s of %p at the call', (path, value) => {
    expect(() => latestByKey({ keyOf: (item) => item, [path]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path }),
    );
  });
});
