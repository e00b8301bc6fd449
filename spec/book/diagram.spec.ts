import { describe, expect, it } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import { markMs, readDiagram } from '../../scripts/book/diagram.mjs';

describe('readDiagram', () => {
  it('groups events by time, in order', () => {
    expect(readDiagram('-a--(bc|)')).toEqual({
      moments: [
        { atMs: 1, letters: ['a'], end: undefined },
        { atMs: 4, letters: ['b', 'c'], end: '|' },
      ],
      lengthMs: 9,
    });
  });

  it('counts a group by its characters and a written time by its length', () => {
    const { moments, lengthMs } = readDiagram('(ab)c 10s d- 2m #');
    expect(moments.map(({ atMs }) => atMs)).toEqual([0, 4, 10_005, 130_007]);
    expect(moments.at(-1)).toEqual({ atMs: 130_007, letters: [], end: '#' });
    expect(lengthMs).toBe(130_008);
  });

  it('has the length of a diagram without events', () => {
    expect(readDiagram('---')).toEqual({ moments: [], lengthMs: 3 });
    expect(readDiagram('60m')).toEqual({ moments: [], lengthMs: 3_600_000 });
  });

  it('returns the same inside a run of the TestScheduler', () => {
    const diagram = '--a 10s (b|)';
    const within = new TestScheduler(() => undefined).run(() => readDiagram(diagram));
    expect(within).toEqual(readDiagram(diagram));
  });
});

describe('markMs', () => {
  it.each([
    ['---!', 3],
    ['^', 0],
    ['60m ---!', 3_600_003],
    [undefined, undefined],
  ])('%s: %s', (diagram, atMs) => expect(markMs(diagram)).toBe(atMs));
});
