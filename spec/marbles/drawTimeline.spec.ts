import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import { drawTimeline } from '../../lib/marbles/drawTimeline.js';
import { expectedEventsOf } from '../../lib/marbles/recordedEvent.js';
import { mergeLetters } from '../../lib/marbles/letters.js';
import { wrapSegments } from '../../lib/marbles/wrapSegments.js';
import { timelineOf } from '../../lib/marbles/timeline.js';

const letters = mergeLetters({ a: 1, b: 2, c: 3 });
const piece = fc.constantFrom('-', '---', 'a', 'b', 'c', '(ab)', '(abc)', ' 20ms ', ' 5m ', ' 61s ');
const diagram = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', '|'))
  .map(([pieces, end]) => pieces.join('') + end);

function draw(expectedText: string, actualText: string) {
  const [expected, actual] = [expectedText, actualText].map((text) =>
    expectedEventsOf(parseDiagram(text), letters, undefined),
  );
  const { lengthMs } = parseDiagram(expectedText);
  const { entries } = timelineOf({ name: '', lengthMs, letters, expected: expected!, actual: actual! });
  return drawTimeline(entries, lengthMs);
}

describe('drawTimeline', () => {
  it('draws diagrams that parse to the same events', () => {
    fc.assert(
      fc.property(diagram, diagram, (expected, actual) => {
        const { segments, isToScale } = draw(expected, actual);
        expect(isToScale).toBe(true);
        const rows = { expected, actual };
        for (const row of ['expected', 'actual'] as const) {
          const drawn = segments.map((segment) => segment[row]).join('');
          expect(parseDiagram(drawn).marbles).toEqual(parseDiagram(rows[row]).marbles);
        }
        expect(parseDiagram(segments.map((segment) => segment.expected).join('')).lengthMs).toBeGreaterThanOrEqual(
          parseDiagram(expected).lengthMs,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('draws both diagrams with the same width, and carets only below differences', () => {
    fc.assert(
      fc.property(diagram, diagram, (expected, actual) => {
        const { segments } = draw(expected, actual);
        for (const { expected: upper, actual: lower, carets } of [...segments, ...wrapSegments(segments)]) {
          expect([lower.length, carets.length]).toEqual([upper.length, upper.length]);
        }
        const upper = segments.map((segment) => segment.expected).join('');
        const lower = segments.map((segment) => segment.actual).join('');
        const carets = segments.map((segment) => segment.carets).join('');
        const differing = Array.from(upper, (symbol, i) => (symbol === lower[i] ? ' ' : '^')).join('');
        // Carets may be more than these: a differing time without a differing column gets carets below all its symbols.
        expect(carets.includes('^')).toBe(differing.includes('^'));
        for (let i = 0; i < upper.length; i++) if (differing[i] === '^') expect(carets[i]).toBe('^');
      }),
      { numRuns: 1000 },
    );
  });

  it('is wrapped into lines of at most 90 columns without losing a column', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 50, maxLength: 80 }), (pieces) => {
        const { segments } = draw(pieces.join(''), '');
        const lines = wrapSegments(segments);
        expect(Math.max(...lines.map((line) => line.expected.length))).toBeLessThanOrEqual(90);
        expect(lines.map((line) => line.expected).join('')).toBe(segments.map((segment) => segment.expected).join(''));
      }),
    );
  });
});
