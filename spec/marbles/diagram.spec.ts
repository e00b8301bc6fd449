import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import { testErrorOf } from './expectMismatch.js';

/** The events that RxJS parses in run mode, in which a character is a millisecond. */
function parsedByRxjs(diagram: string) {
  return new TestScheduler(() => undefined).run(() =>
    TestScheduler.parseMarbles(`${diagram} `, undefined, 'error', false, true).map(({ frame, notification }) => ({
      atMs: frame,
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

describe('parseDiagram', () => {
  it('parses the same events as RxJS', () => {
    fc.assert(
      fc.property(diagram, (text) => {
        const marbles = parseDiagram(text).marbles.map(({ atMs, kind }) => ({ atMs, kind }));
        expect(marbles).toEqual(parsedByRxjs(text));
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
  ])('%j has these marbles and this length', (diagram, marbles, lengthMs) => {
    const parsed = parseDiagram(diagram);
    expect(parsed.marbles.map(({ atMs, symbol }) => `${atMs} ${symbol}`)).toEqual(marbles);
    expect(parsed.lengthMs).toBe(lengthMs);
  });

  it.each([
    ['--(ab', '( without )', 2],
    ['--(a(b))', 'groups cannot be nested', 4],
    ['--a)', ') without (', 3],
    ['-(a 10ms b)', 'time cannot pass inside a group', 4],
    ['--a^-', '^ is not supported: subscriptions last from 0 ms to the end of the run', 3],
    ['--a-!', '! is not supported: subscriptions last from 0 ms to the end of the run', 4],
    ['--|-a', 'a after the end of the stream', 4],
    ['--(#a)', 'a after the end of the stream', 4],
  ])('rejects %j and marks the column', (diagram, fact, column) => {
    expect(testErrorOf((m) => m.expectSent(m.received('a'), diagram))).toEqual([
      'BAD_DIAGRAM',
      `${fact}\n\n  ${diagram}\n  ${' '.repeat(column)}^\n`,
    ]);
  });
});
