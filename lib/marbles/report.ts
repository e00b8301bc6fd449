import { drawMoments, type Strip } from './drawing.js';
import { durationText, momentText } from './duration.js';
import { commandOf, explain } from './explanations.js';
import { layLines } from './lines.js';
import { timelineOf } from './timeline.js';
import type { Expectation } from './expectation.js';
import { valueText } from './valueText.js';

/** How many lines of a long diagram are shown, from the first difference on. */
const MAX_LINES = 3;

/**
 * The report of one expectation, or undefined where it holds: both diagrams, one above the other, carets below what differs, what
 * differs in words, and what the letters stand for.
 */
export function reportOf(row: Expectation): string | undefined {
  const { moments, signs } = timelineOf(row);
  const first = moments.find(({ differs }) => differs);
  if (first === undefined) return undefined;
  const { strips, isToScale } = drawMoments(moments, row.lengthMs);
  const { lines, notes } = fromFirstDifference(layLines(strips));
  const { lines: explanations, compared } = explain(moments);
  const paragraphs = [
    ...notes.before,
    ...lines.map(drawLine),
    ...notes.after,
    ...(isToScale ? [] : ['(wider than the time it took: something came right behind a group)']),
    explanations.join('\n'),
    legendOf(signs.used, lines, compared).join('\n'),
  ];
  const body = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
  return `${row.name}: differs first at ${momentText(first.frame)}\n\n${body.replace(/^(?=.)/gm, '  ')}`;
}

/** Of a long diagram the line before the first difference, and some lines on. */
function fromFirstDifference(all: readonly Strip[]): { lines: Strip[]; notes: { before: string[]; after: string[] } } {
  const from = Math.max(0, all.findIndex(({ carets }) => carets.includes('^')) - 1);
  const [lines, rest] = [all.slice(from, from + MAX_LINES), all.slice(from + MAX_LINES)];
  const before = from === 0 ? [] : [`… as expected until ${durationText(all[from]!.fromMs)} …`];
  if (rest.length === 0) return { lines, notes: { before, after: [] } };
  const isSame = rest.every(({ carets }) => !carets.includes('^'));
  const after = `… ${isSame ? 'as expected' : 'more that differs'} from ${durationText(rest[0]!.fromMs)} on …`;
  return { lines, notes: { before, after: [after] } };
}

function drawLine({ expected, actual, carets }: Strip): string {
  return `expected  ${expected}\nactual    ${actual}\n          ${carets}`.replace(/ +$/gm, '').trimEnd();
}

/** The letters that can be seen; of messages whose differing fields are told, the command. */
function legendOf(used: ReadonlyMap<string, unknown>, lines: readonly Strip[], compared: Set<string>): string[] {
  const seen = new Set(lines.flatMap(({ expected, actual }) => Array.from(expected + actual)));
  return [...used]
    .filter(([sign]) => seen.has(sign))
    .map(([sign, value]) => `${sign}  ${(compared.has(sign) ? commandOf(value) : undefined) ?? valueText(value)}`);
}
