import { describe, expect, it } from '@jest/globals';
import { layOutColumns } from '../../../marbles/run/text/columns.js';
import { formatDiagram } from '../../../marbles/run/text/formatDiagram.js';
import { contentOf } from '../../../marbles/run/text/rowContent.js';
import { pages } from '../../helpers/book/pages.js';
import { flowOf } from '../../../scripts/book/rows.mjs';

const textsOf = (...diagrams: string[]): readonly string[] => layOutColumns(diagrams.map(contentOf)).texts;

describe('rows below each other', () => {
  it('have the same time in the same column', () => {
    expect(textsOf('--a---|', '-(bc)--', '---!')).toEqual(['--a---|', '-(bc)--', '---!']);
  });

  it('skip a long time in all rows at once', () => {
    expect(textsOf('-a 60s -b', '-- 60s -c-', '---')).toEqual(['-a- 1m b', '--- 1m c-', '---']);
  });

  it('count the columns of a group as time that has passed', () => {
    expect(textsOf('(ab) 60s c', '- 63s -d')).toEqual(['(ab) 1m c', '---- 1m - 2s 997ms d']);
  });

  it('are as long as the longest of their events', () => {
    const { texts } = layOutColumns([{ moments: [{ atMs: 4, symbols: ['a', '|'] }], lengthMs: 2 }]);
    expect(texts).toEqual(['----(a|)']);
  });

  it('say that they are not to scale if an event is too close to a group', () => {
    const moments = [
      { atMs: 1, symbols: ['a', 'b'] },
      { atMs: 2, symbols: ['c'] },
    ];
    const { texts, columns, isToScale } = layOutColumns([{ moments, lengthMs: 6 }, contentOf('--d---')]);
    expect({ texts, isToScale }).toEqual({ texts: ['-(ab)c---', '--   d---'], isToScale: false });
    expect(columns.get(2)).toBe(5);
  });

  it('take the next column for an event between two milliseconds', () => {
    const { texts, isToScale } = layOutColumns([{ moments: [{ atMs: 1.5, symbols: ['a'] }], lengthMs: 4 }]);
    expect({ texts, isToScale }).toEqual({ texts: ['- a-'], isToScale: false });
  });
});

describe('every diagram of the book', () => {
  it.each(pages)('$file: is the same after it was formatted', ({ cases }) => {
    for (const bookCase of cases) {
      const { ins, outs } = flowOf(bookCase);
      for (const row of [...ins, ...outs]) {
        const content = contentOf(bookCase.rows.get(row)!);
        expect(contentOf(formatDiagram(content)!)).toEqual(content);
      }
    }
  });
});

describe('a diagram', () => {
  it.each([
    ['a group and an event 3 ms later', 3, undefined],
    ['a group and an event 4 ms later', 4, '(ab)c'],
  ])('is formatted unless syntax cannot express it: %s', (_, atMs, text) => {
    const moments = [
      { atMs: 0, symbols: ['a', 'b'] },
      { atMs, symbols: ['c'] },
    ];
    expect(formatDiagram({ moments, lengthMs: 5 })).toBe(text);
  });
});
