import { describe, expect, it } from '@jest/globals';
import { MAX_DIAGRAM_CHARACTERS } from '../../marbles/run/limits.js';
import { flowOf } from '../../scripts/book/rows.mjs';
import { addEvent, moveEvent, removeEvent, rowEventsOf, stepEvent } from '../../site/marbles/model/rowEvents.js';
import { pages } from '../helpers/book/pages.js';

describe('moving an event', () => {
  it.each([
    ['to a free time', '--a--b--|', 0, 4, '----ab--|', 0],
    ['past another letter', '--a--b--|', 0, 6, '-----ba-|', 1],
    ['to the time of another letter: the last of the group', '--a---b----|', 0, 6, '------(ba)-|', 1],
    ['into the time of a group: the next time before or after it', '(ab)--c-|', 2, 2, '(ab)c---|', 2],
    ['never before 0', '--a--|', 0, -5, 'a----|', 0],
    ['a letter not after the end of the row, but to its time', '--a--|', 0, 9, '-----(a|)', 0],
    ['the end of the row not before its letters', '--a--|', 1, 0, '--(a|)', 1],
    ['the end of the row to a later time', '--a--|', 1, 8, '--a-----|', 1],
    ['a letter after the end of an open row, which becomes longer', '--a--', 0, 8, '--------a', 0],
    ['in a long silence', '-a 60s -b', 0, 30_000, '30s a 30s 2ms b', 0],
  ])('%s', (_, diagram, index, toMs, changed, movedTo) => {
    expect(moveEvent(rowEventsOf(diagram), index, toMs)).toEqual({ diagram: changed, index: movedTo });
  });

  it('out of a group', () => {
    expect(moveEvent(rowEventsOf('--(ab)--|'), 0, 0)).toEqual({ diagram: 'a-b-----|', index: 0 });
  });

  it('by one step, over the times that syntax cannot express', () => {
    const row = rowEventsOf('(ab)c---|');
    expect(stepEvent(row, 2, 1)).toEqual({ diagram: '(ab)-c--|', index: 2 });
    expect(stepEvent(row, 2, -1)).toEqual({ diagram: '(abc)---|', index: 2 });
    expect(stepEvent(rowEventsOf('a--'), 0, -1)).toBeUndefined();
    expect(stepEvent(rowEventsOf('--a|'), 1, -1)).toEqual({ diagram: '--(a|)', index: 1 });
  });

  it('never makes a diagram longer than the limit', () => {
    const events = Array.from({ length: MAX_DIAGRAM_CHARACTERS / 2 }, () => '-a').join('');
    expect(moveEvent(rowEventsOf(events), 0, MAX_DIAGRAM_CHARACTERS + 40)!.diagram).toHaveLength(
      MAX_DIAGRAM_CHARACTERS,
    );
    expect(moveEvent(rowEventsOf(events), 0, MAX_DIAGRAM_CHARACTERS + 64)).toBeUndefined();
  });

  it.each(pages)('$file: moves every letter of an input by one step and back', ({ cases }) => {
    for (const { rows, ...bookCase } of cases) {
      for (const row of flowOf({ rows, ...bookCase }).ins) {
        const before = rowEventsOf(rows.get(row)!);
        for (const index of before.events.keys()) {
          const changed = stepEvent(before, index, 1);
          if (changed === undefined) continue;
          const after = rowEventsOf(changed.diagram);
          expect(after.events).toHaveLength(before.events.length);
          expect(after.events[changed.index]!.symbol).toBe(before.events[index]!.symbol);
          expect(after.events[changed.index]!.atMs).toBeGreaterThan(before.events[index]!.atMs);
        }
      }
    }
  });
});

describe('adding and removing', () => {
  it.each([
    ['after a letter', '-a--b-|', 0, 'c', '-ac-b-|', 1],
    ['after the last letter', '--a', 0, 'c', '--ac', 1],
    ['at the beginning', '----|', -1, 'c', 'c---|', 0],
    ['before the end of the row, if that is focused', '--a--|', 1, 'c', '--a--(c|)', 1],
  ])('adds a letter %s', (_, diagram, afterIndex, letter, changed, index) => {
    expect(addEvent(rowEventsOf(diagram), afterIndex, letter)).toEqual({ diagram: changed, index });
  });

  it.each([
    ['a letter', '-a--b-|', 1, '-a----|', 1],
    ['the only letter', '-a-', 0, '---', -1],
    ['one of a group', '(ab)c', 0, 'b---c', 0],
    ['the end', '-a-|', 1, '-a--', 0],
  ])('removes %s', (_, diagram, index, changed, focused) => {
    expect(removeEvent(rowEventsOf(diagram), index)).toEqual({ diagram: changed, index: focused });
  });
});
