import { drawTimeline, type DiagramSegment } from './drawTimeline.js';
import { formatDuration, formatTime } from './formatTime.js';
import { commandOf, explainDifferences } from './explainDifferences.js';
import { wrapSegments } from './wrapSegments.js';
import { timelineOf } from './timeline.js';
import type { Expectation } from './expectation.js';
import { formatValue } from './formatValue.js';

/** Lines of a long diagram that a report shows, beginning with the one before the first difference. */
const MAX_LINES = 3;

/**
 * The report of one expectation, or undefined if it holds. A report has both diagrams with carets below the differences, an explanation
 * of each difference, and a legend of the letters.
 */
export function mismatchReport(expectation: Expectation): string | undefined {
  const { entries, letters } = timelineOf(expectation);
  const first = entries.find(({ differs }) => differs);
  if (first === undefined) return undefined;
  const { segments, isToScale } = drawTimeline(entries, expectation.lengthMs);
  const { lines, notes } = aroundFirstDifference(wrapSegments(segments));
  const { lines: explanations, compared } = explainDifferences(entries);
  const paragraphs = [
    ...notes.before,
    ...lines.map(formatLine),
    ...notes.after,
    ...(isToScale ? [] : ['(not to scale: an event follows a group too soon to be drawn at its time)']),
    explanations.join('\n'),
    legendOf(letters.usedLetters, lines, compared).join('\n'),
  ];
  const body = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
  return `${expectation.name}: differs first at ${formatTime(first.atMs)}\n\n${body.replace(/^(?=.)/gm, '  ')}`;
}

/** The lines of a long diagram that are shown, and the notes about the omitted ones. */
function aroundFirstDifference(all: readonly DiagramSegment[]): {
  lines: DiagramSegment[];
  notes: { before: string[]; after: string[] };
} {
  const start = Math.max(0, all.findIndex(({ carets }) => carets.includes('^')) - 1);
  const [lines, rest] = [all.slice(start, start + MAX_LINES), all.slice(start + MAX_LINES)];
  const before = start === 0 ? [] : [`… as expected until ${formatDuration(all[start]!.startMs)} …`];
  if (rest.length === 0) return { lines, notes: { before, after: [] } };
  const isAsExpected = rest.every(({ carets }) => !carets.includes('^'));
  const after = `… ${isAsExpected ? 'as expected' : 'more differences'} from ${formatDuration(rest[0]!.startMs)} on …`;
  return { lines, notes: { before, after: [after] } };
}

function formatLine({ expected, actual, carets }: DiagramSegment): string {
  return `expected  ${expected}\nactual    ${actual}\n          ${carets}`.replace(/ +$/gm, '').trimEnd();
}

/** One line per visible letter: its value, or only the command of a message whose differing fields are listed above. */
function legendOf(
  usedLetters: ReadonlyMap<string, unknown>,
  lines: readonly DiagramSegment[],
  compared: Set<string>,
): string[] {
  const visible = new Set(lines.flatMap(({ expected, actual }) => Array.from(expected + actual)));
  return [...usedLetters]
    .filter(([letter]) => visible.has(letter))
    .map(([letter, value]) => {
      const command = compared.has(letter) ? commandOf(value) : undefined;
      return `${letter}  ${command ?? formatValue(value)}`;
    });
}
