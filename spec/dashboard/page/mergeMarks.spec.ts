import { describe, expect, it } from '@jest/globals';
import { marksNear } from '../../../lib/dashboard/page/parts/chart/marksNear.js';
import { markText } from '../../../lib/dashboard/page/parts/chart/markText.js';
import { MAX_MARKS, mergeMarks } from '../../../lib/dashboard/page/state/mergeMarks.js';
import type { EventMark } from '../../../lib/dashboard/protocol/eventMark.js';

const mark = (number: number, atMs = number, text = 'peer joined'): EventMark => ({
  number,
  atMs,
  kind: 'joined',
  text,
});
const numbersOf = (marks: readonly EventMark[]): number[] => marks.map(({ number }) => number);

describe('the events of a chart', () => {
  it('replace those of the same number, in the order of time', () => {
    const marks = mergeMarks([mark(1), mark(2, 9, 'one more')], [mark(2, 9, 'two more'), mark(3, 5)], 0);
    expect(numbersOf(marks)).toEqual([1, 3, 2]);
    expect(marks[2]!.text).toBe('two more');
  });

  it('are dropped before the range, and beyond the bound', () => {
    expect(numbersOf(mergeMarks([mark(1), mark(2)], [mark(3)], 2))).toEqual([2, 3]);
    const full = Array.from({ length: MAX_MARKS }, (_, i) => mark(i + 1));
    expect(mergeMarks(full, [], 0)).toHaveLength(MAX_MARKS);
    const beyond = mergeMarks(full, [mark(MAX_MARKS + 1)], 0);
    expect([beyond.length, beyond[0]!.number]).toEqual([MAX_MARKS, 2]);
  });

  it('are at the cursor if they are nearer to its time than to the next, the nearest first', () => {
    const data = { timesMs: [0, 100, 200], fromMs: 0, toMs: 200 };
    const marks = [mark(1, 49), mark(2, 51), mark(3, 140), mark(4, 99)];
    expect(numbersOf(marksNear(marks, 100, data))).toEqual([4, 3, 2]);
    expect(
      marksNear(
        Array.from({ length: 9 }, (_, i) => mark(i, 100)),
        100,
        data,
      ),
    ).toHaveLength(5);
    // With one point, 1 % of the axis.
    expect(numbersOf(marksNear([mark(1, 98), mark(2, 97)], 100, { ...data, timesMs: [100] }))).toEqual([1]);
  });

  it('are named after their peer, block or monitor', () => {
    expect(markText({ ...mark(1), address: '[::1]:8333', monitor: 'm' })).toBe('[::1]:8333 of m: peer joined');
    expect(markText({ ...mark(1), kind: 'block', hash: 'ab'.repeat(32), height: 1234 })).toBe('block 1\u202f234');
    expect(markText({ ...mark(1), kind: 'block', hash: 'ab'.repeat(32) })).toBe('block ababab…ababab');
    expect(markText({ ...mark(1), kind: 'monitor', monitor: 'm', text: 'monitor stopped' })).toBe('m: monitor stopped');
    expect(markText(mark(1, 1, '7 more peers joined within a minute'))).toBe('7 more peers joined within a minute');
  });
});
