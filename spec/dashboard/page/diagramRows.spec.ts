import { describe, expect, it } from '@jest/globals';
import { diagramRows, indexFrom, indexOfLine } from '../../../lib/dashboard/page/views/conversation/diagramRows.js';
import { sequenceLine } from './sequenceLines.js';

const rowsOf = (...times: readonly (readonly [number: number, atMs: number])[]) =>
  diagramRows(times.map(([number, atMs]) => sequenceLine(number, { atMs })));
const texts = (rows: ReturnType<typeof diagramRows>) =>
  rows.map((row) => (row.kind === 'gap' ? row.text : row.line.number));

describe('diagramRows', () => {
  it('shows gaps of two seconds and more', () => {
    expect(texts(rowsOf([1, 0], [2, 1999], [3, 3999], [4, 15_999]))).toEqual([
      1,
      2,
      '2 s of silence',
      3,
      '12 s of silence',
      4,
    ]);
  });

  it('says how many messages are not shown in a gap', () => {
    expect(texts(rowsOf([1, 0], [3, 5000], [6, 70_000]))).toEqual([
      1,
      '5 s, 1 message not shown',
      3,
      '1 min 05 s, 2 messages not shown',
      6,
    ]);
  });

  it('numbers the messages without the gaps, and gives screen readers the gap with the message after it', () => {
    const rows = rowsOf([1, 0], [2, 5000]);
    expect(rows[2]).toMatchObject({ kind: 'line', position: 2, afterGap: '5 s of silence' });
    expect(rows[0]).not.toHaveProperty('afterGap');
  });

  it('finds the row of a line, and the first row from a line on', () => {
    const rows = rowsOf([3, 0], [5, 100], [6, 9000]);
    expect([2, 3, 4, 5, 6, 7].map((number) => indexOfLine(rows, number))).toEqual([
      undefined,
      0,
      undefined,
      1,
      3,
      undefined,
    ]);
    expect([1, 3, 4, 5, 6, 7].map((number) => indexFrom(rows, number))).toEqual([0, 0, 1, 1, 2, 4]);
    expect(indexOfLine([], 1)).toBeUndefined();
  });
});
