import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { arrayOf, plainObjects } from '../../lib/fast/plainObjects.js';

describe('values that are created without a literal', () => {
  const Point = plainObjects<[number, string], { x: number; name: string }>(function (x, name) {
    this.x = x;
    this.name = name;
  });

  it('are plain objects', () => {
    const point = new Point(1, 'a');
    expect(point).toStrictEqual({ x: 1, name: 'a' });
    expect({ x: 1, name: 'a' }).toStrictEqual(point);
    expect(Object.getPrototypeOf(point)).toBe(Object.prototype);
    expect(Object.entries(point)).toEqual([
      ['x', 1],
      ['name', 'a'],
    ]);
    expect(inspect(point)).toBe(inspect({ x: 1, name: 'a' }));
    expect(structuredClone(point)).toEqual(point);
    expect(Object.prototype.constructor).toBe(Object);
  });

  it('are plain arrays', () => {
    const list = arrayOf(1, 2);
    expect(list).toStrictEqual([1, 2]);
    list.push(3);
    expect(list).toStrictEqual([1, 2, 3]);
    expect(arrayOf()).not.toBe(arrayOf());
  });
});
