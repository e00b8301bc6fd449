import { didYouMean } from '../../lib/base/didYouMean.js';
import type { BookCase } from '../../scripts/book/parsePage.mjs';
import { BookError } from './bookError.js';
import type { CaseResult } from './caseResult.js';
import { OPTION_NAMES } from './optionNames.js';
import { conversationPages } from './pages/conversationPages.js';
import type { PageRunner } from './pages/operatorPage.js';
import { operatorPages } from './pages/operatorPages.js';
import { transportPages } from './pages/transportPage.js';
import { parseLooseJson } from './parseLooseJson.js';
import { formatLooseJson } from './text/formatLooseJson.js';

/** The runner of each page, by its name. */
export const runners: Readonly<Record<string, PageRunner>> = {
  ...operatorPages,
  ...conversationPages,
  ...transportPages,
};

/**
 * Runs a case of this page in virtual time.
 *
 * Errors if the case cannot be run: with a BookError, with the MarbleError of a letter, or with the error of the operator for an option value.
 */
export function runPageCase(page: string, bookCase: BookCase): CaseResult {
  const runner = Object.hasOwn(runners, page) ? runners[page] : undefined;
  if (runner === undefined) {
    const known = Object.keys(runners).sort().join(', ');
    throw new BookError(
      'UNKNOWN_PAGE',
      `unknown page ${page}${didYouMean(page, Object.keys(runners))}\n\nthe pages: ${known}`,
    );
  }
  requireOptions(page, bookCase.rows.get('options') ?? '{}');
  return runner.runCase(bookCase);
}

function requireOptions(page: string, text: string): void {
  const options = parseLooseJson(text);
  const known = OPTION_NAMES[page] ?? [];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const expected = known.length === 0 ? 'the page has no options' : `the options of ${page}: ${known.join(', ')}`;
    throw badOption(`unknown option ${unknown}${didYouMean(unknown, known)}\n\n${expected}`);
  }
  // `connect` checks the durations of conversations; here they are called without it.
  for (const [name, value] of Object.entries(options)) {
    if (name.endsWith('Ms') && !isDuration(value))
      throw badOption(`${name}: a number of milliseconds of at least 0 expected, got ${formatLooseJson(value)}`);
  }
}

/** `false` switches a timeout off, `"never"` is a permit that does not come. */
function isDuration(value: unknown): boolean {
  return value === false || value === 'never' || (typeof value === 'number' && value >= 0);
}

function badOption(message: string): BookError {
  return new BookError('BAD_OPTION', message, 'options');
}
