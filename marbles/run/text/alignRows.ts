import { explainDifferences } from '../../../lib/marbles/explainDifferences.js';
import type { Expectation } from '../../../lib/marbles/expectation.js';
import { formatValue } from '../../../lib/marbles/formatValue.js';
import { timelineOf } from '../../../lib/marbles/timeline.js';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { flowOf, isMark } from '../../../scripts/book/rows.mjs';
import type { CaseResult } from '../caseResult.js';
import { layOutColumns, widthOf, type RowContent } from './columns.js';
import { contentOf, momentsOf } from './rowContent.js';

/** What a row of a diagram is: an input, the mark of a subscription, or an output as the page expects it and as it happened. */
export type RowKind = 'input' | 'mark' | 'expected' | 'actual';

/** One row of a case. */
export interface AlignedRow extends RowContent {
  /** The name of the row on the page. */
  readonly name: string;
  readonly kind: RowKind;
  /** The diagram. The same time has the same column in all rows of the case. */
  readonly text: string;
  /** Times at which expected and actual events differ, in milliseconds; the same for both rows. Empty for inputs. */
  readonly differsAtMs: readonly number[];
  /** `^` in the columns that differ, blanks before them. Empty if none does. */
  readonly carets: string;
}

/** The rows of a case that has been run. */
export interface AlignedCase {
  /** Inputs, marks, then for each output the expected and the actual row. */
  readonly rows: readonly AlignedRow[];
  /** One line per difference, such as `5 ms  q pong expected, nothing came`. */
  readonly explanations: readonly string[];
  /** Letters that were assigned to values without a letter on the page, each with its value. */
  readonly newLetters: ReadonlyMap<string, string>;
  /** False if a row shows an event too late; see Columns. */
  readonly isToScale: boolean;
}

type Unaligned = Omit<AlignedRow, 'text' | 'carets'>;

/** Arranges the rows of a case below each other, as expected and as they happened. */
export function alignRows(bookCase: BookCase, { comparisons }: CaseResult): AlignedCase {
  const { ins, outs } = flowOf(bookCase);
  const newLetters = new Map<string, unknown>();
  const compared = inOrder(comparisons, outs).map((each) => comparedRows(each, newLetters));
  const unaligned = [...givenRows(bookCase, ins), ...compared.flatMap(({ rows }) => rows)];
  const { texts, columns, isToScale } = layOutColumns(unaligned);
  return {
    rows: unaligned.map((row, i) => ({ ...row, text: texts[i]!, carets: caretsOf(row, unaligned, columns) })),
    explanations: compared.flatMap(({ explanations }) => explanations),
    newLetters: new Map(Array.from(newLetters, ([letter, value]) => [letter, formatValue(value)])),
    isToScale,
  };
}

function givenRows({ rows }: BookCase, ins: readonly string[]): Unaligned[] {
  const marks = [...rows.keys()].filter(isMark);
  return [...ins, ...marks].map((name) => ({
    name,
    kind: marks.includes(name) ? ('mark' as const) : ('input' as const),
    differsAtMs: [],
    ...contentOf(rows.get(name)!),
  }));
}

/** The rows of outputs: first the outputs that the page shows, in the order of the page; then each other output that had events. */
function inOrder(comparisons: readonly Expectation[], outs: readonly string[]): Expectation[] {
  const shown = outs.flatMap((row) => comparisons.find(({ name }) => name === row) ?? []);
  return [...shown, ...comparisons.filter(({ name, actual }) => !outs.includes(name) && actual.length > 0)];
}

/** Uses the letters of the rows before it, and adds the letters that it assigns to `newLetters`. */
function comparedRows(
  expectation: Expectation,
  newLetters: Map<string, unknown>,
): { rows: Unaligned[]; explanations: string[] } {
  const { name, lengthMs } = expectation;
  const { entries, letters } = timelineOf({
    ...expectation,
    letters: new Map([...expectation.letters, ...newLetters]),
  });
  for (const [letter, value] of letters.usedLetters) {
    if (!expectation.letters.has(letter)) newLetters.set(letter, value);
  }
  const differsAtMs = entries.filter(({ differs }) => differs).map(({ atMs }) => atMs);
  const rowOf = (kind: 'expected' | 'actual'): Unaligned => {
    const events = entries.flatMap((entry) => entry[kind]);
    // After its end a stream is not drawn, even if another end was expected later.
    const hasEnded = kind === 'actual' && events.some((event) => event.kind !== 'N');
    const moments = momentsOf(events);
    return { name, kind, differsAtMs, lengthMs: hasEnded ? 0 : lengthMs, moments };
  };
  return {
    rows: [rowOf('expected'), rowOf('actual')],
    explanations: explainDifferences(entries).lines.map((line) => `${name}  ${line}`),
  };
}

/** Carets below the differing columns of a pair of rows; only the actual row has them. */
function caretsOf(
  { name, kind, differsAtMs }: Unaligned,
  all: readonly Unaligned[],
  columns: ReadonlyMap<number, number>,
): string {
  if (kind !== 'actual') return '';
  const pair = all.filter((row) => row.name === name && (row.kind === 'expected' || row.kind === 'actual'));
  const carets: string[] = [];
  for (const atMs of differsAtMs) {
    const widths = pair
      .flatMap(({ moments }) => moments.filter((each) => each.atMs === atMs))
      .map(({ symbols }) => widthOf(symbols));
    const column = columns.get(atMs)!;
    for (let i = 0; i < Math.max(...widths); i++) carets[column + i] = '^';
  }
  return Array.from(carets, (caret) => caret ?? ' ').join('');
}
