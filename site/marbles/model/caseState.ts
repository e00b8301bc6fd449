import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { flowOf } from '../../../scripts/book/rows.mjs';
import { BookError } from '../../../marbles/run/bookError.js';
import { isAsExpected } from '../../../marbles/run/caseResult.js';
import { parseLooseJson } from '../../../marbles/run/parseLooseJson.js';
import { runPageCase } from '../../../marbles/run/runners.js';
import { alignRows, type AlignedCase } from '../../../marbles/run/text/alignRows.js';
import { withRow } from '../../../marbles/run/text/changeCase.js';
import { formatCase } from '../../../marbles/run/text/formatCase.js';

/** The rows that a reader has changed, by name. An empty text: the row is removed. */
export type Changes = ReadonlyMap<string, string>;

/** The outcome of a run. */
export type Outcome =
  | {
      readonly kind: 'run';
      readonly aligned: AlignedCase;
      /** True if every output is as the page expects it. */
      readonly isAsExpected: boolean;
      /** What the case left behind; see CaseResult. */
      readonly leaks: readonly string[];
      /** The rows as the command line prints them. */
      readonly text: string;
    }
  | {
      readonly kind: 'refused';
      /** Why the case cannot be run: a sentence, perhaps with the diagram below it. */
      readonly message: string;
      /** The row with the mistake; undefined if no row is named. */
      readonly row: string | undefined;
    };

/** The case with the changes of the reader. */
export function changedCase(bookCase: BookCase, changes: Changes): BookCase {
  return [...changes].reduce((changed, [row, text]) => withRow(changed, row, text), bookCase);
}

/** Runs a case in virtual time. Never throws. */
export function runCase(page: string, bookCase: BookCase): Outcome {
  try {
    const result = runPageCase(page, bookCase);
    return {
      kind: 'run',
      aligned: alignRows(bookCase, result),
      isAsExpected: isAsExpected(result),
      leaks: result.leaks,
      text: formatCase(page, bookCase, result),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', message, row: error instanceof BookError ? error.row : rowOfLetter(bookCase, message) };
  }
}

/** The rows that a reader can change as text: all but the expected outputs, which are the page's. */
export function editableRows(bookCase: BookCase): string[] {
  const { outs } = flowOf(bookCase);
  return [...bookCase.rows.keys()].filter((row) => !outs.includes(row) && row !== 'error');
}

/** The options of a case that are numbers, in the order of the row; none if the row cannot be parsed. */
export function numberOptions(bookCase: BookCase): [name: string, value: number][] {
  try {
    const options = Object.entries(parseLooseJson(bookCase.rows.get('options') ?? '{}'));
    return options.filter((option): option is [string, number] => typeof option[1] === 'number');
  } catch {
    return [];
  }
}

/** An error about a letter shows the diagram with the letter. */
function rowOfLetter({ rows }: BookCase, message: string): string | undefined {
  return [...rows].find(([, text]) => message.includes(`\n  ${text}`))?.[0];
}
