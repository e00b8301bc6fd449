import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import { drawMoments } from '../../lib/marbles/drawing.js';
import { recordedEventsOf } from '../../lib/marbles/recordedEvent.js';
import { joinLetters } from '../../lib/marbles/letters.js';
import { layLines } from '../../lib/marbles/lines.js';
import { timelineOf } from '../../lib/marbles/timeline.js';

const letters = joinLetters({ a: 1, b: 2, c: 3 });
const piece = fc.constantFrom('-', '---', 'a', 'b', 'c', '(ab)', '(abc)', ' 20ms ', ' 5m ', ' 61s ');
const diagram = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', '|'))
  .map(([pieces, end]) => pieces.join('') + end);

function draw(expectedText: string, actualText: string) {
  const [expected, actual] = [expectedText, actualText].map((text) =>
    recordedEventsOf(parseDiagram(text), letters, undefined),
  );
  const { lengthMs } = parseDiagram(expectedText);
  const { moments } = timelineOf({ name: '', lengthMs, letters, expected: expected!, actual: actual! });
  return drawMoments(moments, lengthMs);
}

describe('two diagrams, one above the other', () => {
  it('are diagrams that say the same as those that were drawn', () => {
    fc.assert(
      fc.property(diagram, diagram, (expected, actual) => {
        const { strips, isToScale } = draw(expected, actual);
        expect(isToScale).toBe(true);
        const rows = { expected, actual };
        for (const row of ['expected', 'actual'] as const) {
          const drawn = strips.map((strip) => strip[row]).join('');
          expect(parseDiagram(drawn).marks).toEqual(parseDiagram(rows[row]).marks);
        }
        expect(parseDiagram(strips.map((strip) => strip.expected).join('')).lengthMs).toBeGreaterThanOrEqual(
          parseDiagram(expected).lengthMs,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('are equally wide, and marked where they differ alone', () => {
    fc.assert(
      fc.property(diagram, diagram, (expected, actual) => {
        const { strips } = draw(expected, actual);
        for (const { expected: upper, actual: lower, carets } of [...strips, ...layLines(strips)]) {
          expect([lower.length, carets.length]).toEqual([upper.length, upper.length]);
        }
        const upper = strips.map((strip) => strip.expected).join('');
        const lower = strips.map((strip) => strip.actual).join('');
        const carets = strips.map((strip) => strip.carets).join('');
        const differing = Array.from(upper, (sign, i) => (sign === lower[i] ? ' ' : '^')).join('');
        // A group beside single letters: their columns are compared sign by sign, and moment by moment.
        expect(carets.includes('^')).toBe(differing.includes('^'));
        for (let i = 0; i < upper.length; i++) if (differing[i] === '^') expect(carets[i]).toBe('^');
      }),
      { numRuns: 1000 },
    );
  });

  it('are cut into lines of at most 90 columns, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 50, maxLength: 80 }), (pieces) => {
        const { strips } = draw(pieces.join(''), '');
        const lines = layLines(strips);
        expect(Math.max(...lines.map((line) => line.expected.length))).toBeLessThanOrEqual(90);
        expect(lines.map((line) => line.expected).join('')).toBe(strips.map((strip) => strip.expected).join(''));
      }),
    );
  });
});
