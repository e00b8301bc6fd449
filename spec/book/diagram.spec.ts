import { describe, expect, it } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import { markMs, readDiagram } from '../../scripts/book/diagram.mjs';

describe('readDiagram', () => {
  it('has what happens by its moment, groups in their order', () => {
    expect(readDiagram('-a--(bc|)')).toEqual({
      moments: [
        { atMs: 1, letters: ['a'], end: undefined },
        { atMs: 4, letters: ['b', 'c'], end: '|' },
      ],
      lengthMs: 9,
    });
  });

  it('counts a group by its characters and a progression by its time', () => {
    const { moments, lengthMs } = readDiagram('(ab)c 10s d- 2m #');
    expect(moments.map(({ atMs }) => atMs)).toEqual([0, 4, 10_005, 130_007]);
    expect(moments.at(-1)).toEqual({ atMs: 130_007, letters: [], end: '#' });
    expect(lengthMs).toBe(130_008);
  });

  it('knows how long a silence is, and a progression that is all there is', () => {
    expect(readDiagram('---')).toEqual({ moments: [], lengthMs: 3 });
    expect(readDiagram('60m')).toEqual({ moments: [], lengthMs: 3_600_000 });
  });

  it('reads the same within a run of the TestScheduler', () => {
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
