import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError } from '../../lib/base/errors.js';
import { MruSet } from '../../lib/collections/mruSet.js';

describe('MruSet', () => {
  it('returns whether a key is new', () => {
    const set = new MruSet<string>(2);
    expect([set.add('a'), set.add('a'), set.add('b')]).toEqual([true, false, true]);
  });

  it('evicts the least recently used key beyond its capacity', () => {
    const set = new MruSet<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) set.add(key);
    expect(['a', 'b', 'c'].map((key) => set.has(key))).toEqual([true, false, true]);
    expect(set.size).toBe(2);
  });

  it('does not renew a key in has', () => {
    const set = new MruSet<string>(2);
    set.add('a');
    set.add('b');
    set.has('a');
    set.add('c');
    expect(set.has('a')).toBe(false);
  });

  it('stores the key undefined', () => {
    const set = new MruSet<string | undefined>(1);
    set.add(undefined);
    expect(set.has(undefined)).toBe(true);
    set.add('a');
    expect(set.has(undefined)).toBe(false);
    expect(set.size).toBe(1);
  });

  it('never stores more than its capacity', () => {
    const set = new MruSet<number>(1000);
    for (let key = 0; key < 10_000; key++) set.add(key);
    expect(set.size).toBe(1000);
    expect([set.has(8999), set.has(9000)]).toEqual([false, true]);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses a capacity of %p', (capacity) => {
    expect(() => new MruSet(capacity)).toThrow(LocalProtocolError);
    expect(() => new MruSet(capacity)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'capacity' }));
  });
});
