import { describe, expect, it } from '@jest/globals';
import {
  filterLines,
  formatCommands,
  isFiltered,
  parseFilter,
} from '../../../lib/dashboard/page/views/conversation/filterLines.js';
import { sequenceLine } from './sequenceLines.js';

const LINES = [
  sequenceLine(1, { command: 'ping', direction: 'sent' }),
  sequenceLine(2, { command: 'pong', answers: { line: 1, tookMs: 3 } }),
  sequenceLine(3, { command: 'inv', summary: '1 block 00AB' }),
  sequenceLine(4, { command: 'getdata', summary: '1 block 00AB', direction: 'sent' }),
  sequenceLine(5, { command: 'block', summary: '00ab', answers: { line: 4, tookMs: 3 } }),
  sequenceLine(6, { command: 'a,b%' }),
];
const shown = (query: string): number[] =>
  filterLines(LINES, parseFilter(new URLSearchParams(query))).map(({ number }) => number);

describe('filterLines', () => {
  it.each([
    ['', [1, 2, 3, 4, 5, 6]],
    ['command=inv,block', [3, 5]],
    ['direction=sent', [1, 4]],
    ['direction=sideways', [1, 2, 3, 4, 5, 6]],
    ['q=00aB', [3, 4, 5]],
    ['q=GETDATA', [4]],
    ['exchange=4', [4, 5]],
    ['exchange=-1', [1, 2, 3, 4, 5, 6]],
    ['pings=hide', [3, 4, 5, 6]],
    ['pings=hide&direction=received&q=block', [3, 5]],
  ] as const)('shows by %p the lines %p', (query, expected) => {
    expect(shown(query)).toEqual(expected);
  });

  it('names any command in the URL', () => {
    const text = formatCommands(['a,b%', 'inv']);
    expect(shown(new URLSearchParams({ command: text }).toString())).toEqual([3, 6]);
    expect(formatCommands(['inv', 'tx'])).toBe('inv,tx');
  });

  it('returns the same list if nothing is hidden, so that nothing is drawn again', () => {
    const filter = parseFilter(new URLSearchParams('q=+'));
    expect([isFiltered(filter), filterLines(LINES, filter) === LINES]).toEqual([false, true]);
  });
});
