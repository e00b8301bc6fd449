import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { lettersOf } from '../../../scripts/book/letters.mjs';
import { flowOf, isMark } from '../../../scripts/book/rows.mjs';
import { isAsExpected, type CaseResult } from '../caseResult.js';
import { alignRows, type AlignedRow } from './alignRows.js';

/**
 * A case that has been run as text: its settings, its inputs, each output as expected and as it happened with `^` below the differences, its
 * letters, and last the differences in words or `as expected`. Without a line break at its end.
 */
export function formatCase(page: string, bookCase: BookCase, result: CaseResult): string {
  const { rows, explanations, newLetters, isToScale } = alignRows(bookCase, result);
  const settings = settingsOf(bookCase);
  const names = [...rows.map(({ name }) => name), ...settings.map(([name]) => name), 'where'];
  const width = Math.max(...names.map((name) => name.length));
  const line = (name: string, kind: string, text: string): string =>
    `${name.padEnd(width)}  ${kind.padEnd(8)}  ${text}`.trimEnd();
  const definitions = [
    ...lettersOf(bookCase).map((letter) => `${letter} = ${bookCase.where.get(letter)!}`),
    ...Array.from(newLetters, ([letter, value]) => `${letter} = ${value}`),
  ];
  const paragraphs = [
    [`${page}: ${bookCase.title}`],
    [...settings.map(([name, text]) => line(name, '', text)), ...rows.flatMap((row) => linesOf(row, line))],
    definitions.map((definition, i) => line(i === 0 ? 'where' : '', '', definition)),
    isToScale ? [] : ['Not to scale: an event follows a group too soon to be shown at its time.'],
    [...explanations, ...result.leaks, ...(isAsExpected(result) ? ['as expected'] : [])],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function linesOf(
  { name, kind, text, carets }: AlignedRow,
  line: (name: string, kind: string, text: string) => string,
): string[] {
  if (kind === 'input' || kind === 'mark') return [line(name, '', text)];
  const first = line(kind === 'expected' ? name : '', kind, text);
  return carets === '' ? [first] : [first, line('', '', carets)];
}

/** The rows that are no diagrams. */
function settingsOf(bookCase: BookCase): [string, string][] {
  const { ins, outs } = flowOf(bookCase);
  return [...bookCase.rows].filter(([name]) => !ins.includes(name) && !outs.includes(name) && !isMark(name));
}
