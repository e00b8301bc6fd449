import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import { mistakeOf } from './failing.js';

/** What RxJS makes of it in run mode, where alone a character is a millisecond. */
function byRxjs(diagram: string) {
  return new TestScheduler(() => undefined).run(() =>
    TestScheduler.parseMarbles(`${diagram} `, undefined, 'error', false, true).map(({ frame, notification }) => ({
      frame,
      kind: notification.kind,
    })),
  );
}

const letter = fc.constantFrom('a', 'b', 'z', 'A', 'm', 's', '7', 'é', '🙂');
const time = fc
  .tuple(fc.constantFrom('1', '10', '999', '0.5', '2'), fc.constantFrom('ms', 's', 'm'))
  .map(([number, unit]) => ` ${number}${unit} `);
const group = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => `(${letters.join('')})`);
const piece = fc.oneof(fc.constantFrom('-', '--', ' ', '----------'), letter, time, group);
const end = fc.constantFrom('', '|', '#', '-|--', '(a|)', '(a#)  ');
const diagram = fc.tuple(fc.array(piece, { maxLength: 20 }), end).map(([pieces, last]) => pieces.join('') + last);

describe('a diagram', () => {
  it('is read as RxJS reads it', () => {
    fc.assert(
      fc.property(diagram, (text) => {
        const marks = parseDiagram(text).marks.map(({ frame, kind }) => ({ frame, kind }));
        expect(marks).toEqual(byRxjs(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', [], 0],
    ['v 10ms a 2m p', ['0 v', '11 a', '120012 p'], 120_013],
    ['--(ab|)', ['2 a', '2 b', '2 |'], 7],
    ['10ms', [], 10],
    [' a 1.5s #', ['0 a', '1501 #'], 1502],
    ['a10ms', ['0 a', '1 1', '2 0', '3 m', '4 s'], 5],
  ])('%j has its marks, and lasts', (diagram, marks, lengthMs) => {
    const parsed = parseDiagram(diagram);
    expect(parsed.marks.map(({ frame, sign }) => `${frame} ${sign}`)).toEqual(marks);
    expect(parsed.lengthMs).toBe(lengthMs);
  });

  it.each([
    ['--(ab', 'a group that is not closed', 2],
    ['--(a(b))', 'a group within a group', 4],
    ['--a)', 'no group to close here', 3],
    ['-(a 10ms b)', 'time cannot pass within a group', 4],
    ['--a^-', '^ has no place here: what is looked at is looked at from 0 ms to the end of the run', 3],
    ['--a-!', '! has no place here: what is looked at is looked at from 0 ms to the end of the run', 4],
    ['--|-a', 'a stands behind the end', 4],
    ['--(#a)', 'a stands behind the end', 4],
  ])('%j cannot be read, and the place is shown', (diagram, fact, column) => {
    expect(mistakeOf((m) => m.expectSent(m.received('a'), diagram))).toEqual([
      'BAD_DIAGRAM',
      `${fact}\n\n  ${diagram}\n  ${' '.repeat(column)}^\n`,
    ]);
  });
});
