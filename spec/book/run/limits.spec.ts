import { describe, expect, it } from '@jest/globals';
import { BookError } from '../../../marbles/run/bookError.js';
import { requireDiagram } from '../../../marbles/run/diagramLength.js';
import { MAX_DIAGRAM_CHARACTERS, MAX_STEPS } from '../../../marbles/run/limits.js';
import { OPTION_NAMES } from '../../../marbles/run/optionNames.js';
import { runners, runPageCase } from '../../../marbles/run/runners.js';
import { parsePage, type BookCase } from '../../../scripts/book/parsePage.mjs';

function caseOf(rows: string): BookCase {
  return parsePage(`page\n\ncase: a\n${rows}\n`).cases[0]!;
}

/** The code of the error. */
function codeOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof BookError ? error.code : String(error);
  }
}

describe('the limits of what a reader types', () => {
  it.each([
    ['a diagram at the limit', '-'.repeat(MAX_DIAGRAM_CHARACTERS), undefined],
    ['a longer diagram', '-'.repeat(MAX_DIAGRAM_CHARACTERS + 1), 'TOO_LONG'],
    ['24 hours', '1440m', undefined],
    ['a millisecond more', '1440m -', 'TOO_LONG'],
    ['a mark at 24 hours', '1439m 59999ms !', undefined],
    ['a bracket that is not closed', '(a', 'BAD_ROW'],
  ])('%s', (_, diagram, code) => {
    expect(codeOf(() => requireDiagram('source', diagram))).toBe(code);
  });

  it.each([
    ['a run at the limit of steps', MAX_STEPS / 2 - 100, undefined],
    ['a run with more steps', MAX_STEPS / 2 + 100, 'TOO_LONG'],
  ])('%s', (_, ticks, code) => {
    // Each tick of `rates` is one scheduled action and one recorded event.
    const bookCase = caseOf(`options  { intervalMs: 5, windowMs: 5 }\ntraffic  ${5 * ticks}ms\nrates    -`);
    expect(codeOf(() => runPageCase('rates', bookCase))).toBe(code);
  });

  it('an exchange that never ends, within one call', () => {
    const bookCase = caseOf('received  p\nsent      q\nat once   q = p\nwhere     p = ping 1    q = pong 1');
    expect(codeOf(() => runPageCase('answerPings', bookCase))).toBe('TOO_LONG');
  });
});

describe('the options', () => {
  it('are listed for pages that exist', () => {
    expect(Object.keys(OPTION_NAMES).filter((page) => !Object.hasOwn(runners, page))).toEqual([]);
  });

  it.each([
    ['{ size: 2 }', undefined],
    ['{ sizes: 2 }', 'BAD_OPTION'],
    ['[2]', 'BAD_OPTION'],
    ['{ size: }', 'BAD_OPTION'],
  ])('%s', (options, code) => {
    const bookCase = caseOf(`source   --a|\nresult   --a|\noptions  ${options}`);
    expect(codeOf(() => runPageCase('lastN', bookCase))).toBe(code);
  });

  it.each([
    ['5', undefined],
    ['false', undefined],
    ['-1', 'BAD_OPTION'],
    ['"5"', 'BAD_OPTION'],
    ['null', 'BAD_OPTION'],
  ])('that are durations: %s', (value, code) => {
    const bookCase = caseOf(`received  ---\nsent      ---\noptions   { pingIntervalMs: ${value} }`);
    expect(codeOf(() => runPageCase('keepAlive', bookCase))).toBe(code);
  });
});
