import type { Observable, OperatorFunction } from 'rxjs';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';
import type { CaseResult } from '../caseResult.js';
import { CaseRun, type Source } from '../caseRun.js';

/** Runs the cases of one page. */
export interface PageRunner {
  /** Titles of the cases that the page must have. */
  readonly requiredCases: readonly string[];
  /** Runs a case in virtual time. Errors if the case cannot be run. */
  readonly runCase: (bookCase: BookCase) => CaseResult;
}

/** How the cases of an operator's page become subscriptions. */
export interface OperatorPage {
  /** The row of the source. */
  readonly input: string;
  /** The row of the result. */
  readonly output: string;
  /** Further rows that are diagrams. */
  readonly diagrams?: readonly string[];
  /** The row of a second input, which replaces the first one when that errors. Default: none. */
  readonly fallback?: string;
  /** True if a letter without a definition represents itself. Default false. */
  readonly plainLetters?: boolean;
  /** Creates the operator with the options of the case. */
  readonly operator: (caseRun: CaseRun, fallback$: Observable<never>) => OperatorFunction<never, unknown>;
}

/** The cases that every operator must be tested with. */
const REQUIRED_CASES = ['never', 'empty', 'one', 'many', 'error', 'early unsubscribe', 'two subscribers'];

/**
 * Runs an operator's page. Its rows: input, output, `unsub`, `joins` (when a second subscriber subscribes), `second` (what it receives),
 * `options`, `error`, and the further diagrams of the page.
 */
export function operatorPage({
  input,
  output,
  operator,
  fallback,
  plainLetters = false,
  ...page
}: OperatorPage): PageRunner {
  const more = [...(page.diagrams ?? []), ...(fallback === undefined ? [] : [fallback])];
  const diagrams = [input, output, 'unsub', 'joins', 'second', ...more];
  const settings = ['options', 'error'];

  function runCase(bookCase: BookCase): CaseResult {
    const caseRun = new CaseRun(bookCase, { diagrams, settings, plainLetters });
    caseRun.requireRows(input, output);
    const endTimes: (() => number)[] = [];
    let sourceSubscriptions: Source<never>['subscriptions'] = [];
    let fallbackSubscriptions: Source<never>['subscriptions'] = [];
    const { comparisons, leaks } = caseRun.run(() => {
      const source$ = caseRun.hot<never>(input);
      const fallback$ = caseRun.hot<never>(fallback ?? 'no such row');
      sourceSubscriptions = source$.subscriptions;
      fallbackSubscriptions = fallback$.subscriptions;
      const result$ = source$.pipe(operator(caseRun, fallback$));
      endTimes.push(caseRun.recordStream(output, result$));
      if (caseRun.has('joins')) endTimes.push(caseRun.recordStream('second', result$, caseRun.markMs('joins', '^')));
    });
    // In every case: the source is unsubscribed when the result ends or is unsubscribed, or when the second input has replaced it.
    const isReplaced = fallbackSubscriptions.length > 0;
    const replacedMs = fallbackSubscriptions.map(({ subscribedFrame }) => subscribedFrame);
    const endsMs = endTimes.map((endTime) => endTime());
    const subscriptions = isReplaced
      ? [
          unsubscribedAt(input, sourceSubscriptions, replacedMs),
          unsubscribedAt('fallback', fallbackSubscriptions, endsMs),
        ]
      : [unsubscribedAt(input, sourceSubscriptions, endsMs)];
    return { comparisons, leaks: [...leaks, ...subscriptions.flat()] };
  }

  return { requiredCases: REQUIRED_CASES, runCase };
}

/** Nothing if the source was unsubscribed at these times, else a phrase that says when. */
function unsubscribedAt(
  row: string,
  subscriptions: Source<never>['subscriptions'],
  expectedMs: readonly number[],
): string[] {
  const actual = subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame).join(', ');
  const expected = expectedMs.join(', ');
  return actual === expected ? [] : [`${row} was unsubscribed at ${actual} ms, expected at ${expected} ms`];
}

/** Creates a callback whose arguments are recorded in this row. */
export function recordIn(caseRun: CaseRun, row: string): (value: unknown) => void {
  caseRun.expectRow(row);
  return (value) => caseRun.record(row, { kind: 'N', value: value instanceof Error ? nameOfError(value) : value });
}
