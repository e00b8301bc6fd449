import { describe, expect, it } from '@jest/globals';
import { indexOfPath, jsonLines } from '../../../lib/dashboard/page/views/conversation/jsonLines.js';

const VALUE = { command: 'inv', items: [{ type: 1, hash: 'ab' }, 'x\n'], empty: [], none: null, is: true };

describe('jsonLines', () => {
  const lines = jsonLines(JSON.stringify(VALUE));

  it('has the lines of the indented JSON', () => {
    const text = lines
      .map(
        ({ depth, name, text: each }) =>
          `${'  '.repeat(depth)}${name === undefined ? '' : `${JSON.stringify(name)}: `}${each}`,
      )
      .join('\n');
    expect(text).toBe(JSON.stringify(VALUE, undefined, 2));
  });

  it('knows the path of each line', () => {
    expect(lines.map(({ path }) => path)).toEqual([
      '',
      'command',
      'items',
      'items/0',
      'items/0/type',
      'items/0/hash',
      'items/0',
      'items/1',
      'items',
      'empty',
      'none',
      'is',
      '',
    ]);
  });

  it('finds the line where a value begins, or the nearest value around one that is not shown', () => {
    expect(['items/0/hash', 'items', 'items/7/hash', 'unheard', ''].map((path) => indexOfPath(lines, path))).toEqual([
      5, 2, 2, 0, 0,
    ]);
    expect(indexOfPath([], 'a/b')).toBeUndefined();
  });
});
