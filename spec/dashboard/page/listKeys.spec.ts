import { describe, expect, it } from '@jest/globals';
import { targetIndex } from '../../../lib/dashboard/page/views/conversation/listKeys.js';

describe('targetIndex', () => {
  it.each([
    ['ArrowUp', 5, 4],
    ['k', 0, 0],
    ['ArrowDown', 5, 6],
    ['j', 9, 9],
    ['PageUp', 5, 2],
    ['PageDown', 8, 9],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['ArrowUp', -1, 9],
    ['j', -1, 9],
    ['PageUp', -1, 7],
  ] as const)('moves by %s from %i to %i of ten items', (key, from, to) => {
    expect(targetIndex(key, from, 10, 3)).toBe(to);
  });

  it('ignores other keys, and an empty list', () => {
    expect([targetIndex('x', 5, 10, 3), targetIndex('toString', 5, 10, 3), targetIndex('Home', -1, 0, 3)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
