import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LocalProtocolError } from '../../lib/base/errors.js';
import { MruMap } from '../../lib/collections/mruMap.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';

describe('MruMap', () => {
  it('returns the value that was set last', () => {
    const map = new MruMap<string, number>(2);
    expect([map.set('a', 1), map.set('a', 2), map.use('a'), map.use('b')]).toEqual([true, false, 2, undefined]);
  });

  it.each(['use', 'set'] as const)(
    'evicts the least recently used key beyond its capacity; %s renews a key',
    (renew) => {
      const map = new MruMap<string, number>(2);
      map.set('a', 1);
      map.set('b', 2);
      if (renew === 'use') map.use('a');
      else map.set('a', 1);
      map.set('c', 3);
      expect(map.snapshot()).toEqual(new Map([...Object.entries({ a: 1, c: 3 })]));
      expect(map.size).toBe(2);
    },
  );

  it('does not renew a key in peek', () => {
    const map = new MruMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect([map.peek('a'), map.peek('c')]).toEqual([1, undefined]);
    map.set('c', 3);
    expect(map.peek('a')).toBeUndefined();
  });

  it('does not renew a key in has', () => {
    const map = new MruMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect(map.has('a')).toBe(true);
    map.set('c', 3);
    expect(map.has('a')).toBe(false);
  });

  it('returns its keys in the order in which they were added', () => {
    const map = new MruMap<string, number>(3);
    for (const [i, key] of ['a', 'b', 'c', 'a', 'b', 'd'].entries()) map.set(key, i);
    expect([...map.snapshot()]).toEqual(Object.entries({ a: 3, b: 4, d: 5 }));
  });

  it('equals a list in order of use', () => {
    const step = fc.tuple(fc.constantFrom('set', 'use', 'has'), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), (capacity, steps) => {
        const map = new MruMap<number, number>(capacity);
        const model: [key: number, value: number][] = [];
        for (const [at, [what, key]] of steps.entries()) {
          const known = model.findIndex(([each]) => each === key);
          const value = model[known]?.[1];
          if (what === 'has') {
            expect(map.has(key)).toBe(known >= 0);
            continue;
          }
          if (known >= 0) model.splice(known, 1);
          if (what === 'use') {
            expect(map.use(key)).toBe(value);
            if (value !== undefined) model.push([key, value]);
          } else {
            expect(map.set(key, at)).toBe(known < 0);
            model.push([key, at]);
            if (model.length > capacity) model.shift();
          }
          expect(map.size).toBe(model.length);
          expect(map.snapshot()).toEqual(new Map(model));
        }
      }),
    );
  });

  // Half a second here; with a Map whose oldest keys are deleted, 45 s.
  it('evicts in constant time at a capacity of a million keys', () => {
    const map = new MruMap<number, number>(100_000);
    const cpuMs = cpuMsOf(() => {
      for (let key = 0; key < 1_000_000; key++) map.set(key, key);
    });
    expect(cpuMs).toBeLessThan(10_000);
    expect(map.size).toBe(100_000);
    expect([map.has(899_999), map.has(900_000)]).toEqual([false, true]);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses a capacity of %p', (capacity) => {
    expect(() => new MruMap(capacity)).toThrow(LocalProtocolError);
    expect(() => new MruMap(capacity)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'capacity' }));
  });
});
