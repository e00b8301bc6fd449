import { describe, expect, it } from '@jest/globals';
import { formatFragment, parseFragment } from '../../site/marbles/model/addressState.js';
import { changedCase, editableRows, numberOptions, runCase } from '../../site/marbles/model/caseState.js';
import { commandText } from '../../site/marbles/model/commandText.js';
import { describeEvent } from '../../site/marbles/model/describeEvent.js';
import { timeScale } from '../../site/marbles/model/timeScale.js';
import { pages } from '../helpers/book/pages.js';

const caseOf = (file: string, title: string) =>
  pages.find((page) => page.file === file)!.cases.find((bookCase) => bookCase.title === title)!;

describe('a case in the page', () => {
  it('runs with the changes of the reader', () => {
    const bookCase = changedCase(caseOf('distinctMru', 'many'), new Map([['source', '--a--a--|']]));
    const outcome = runCase('distinctMru', bookCase);
    if (outcome.kind !== 'run') throw new Error(outcome.message);
    expect(outcome.isAsExpected).toBe(false);
    expect(outcome.aligned.rows.map(({ name, kind, text }) => `${name} ${kind} ${text}`)).toEqual([
      'source input --a--a--|',
      'result expected --a--b-----c-----|',
      'result actual --a-----|',
    ]);
    expect(outcome.text).toContain('actual    --a-----|');
  });

  it.each([
    ['a wrong diagram', 'source', '--(a', 'source', '( without )'],
    ['an unknown option', 'options', '{ size: 2 }', 'options', 'unknown option size'],
    ['a value that the operator refuses', 'options', '{ capacity: 0 }', undefined, 'capacity: integer'],
  ])('says what is wrong, and in which row: %s', (_, row, text, refusedRow, message) => {
    const outcome = runCase('distinctMru', changedCase(caseOf('distinctMru', 'many'), new Map([[row, text]])));
    expect(outcome).toMatchObject({ kind: 'refused', row: refusedRow, message: expect.stringContaining(message) });
  });

  it('names the row of an unknown letter', () => {
    const changes = new Map([['received', '--Z--']]);
    const outcome = runCase('keepAlive', changedCase(caseOf('keepAlive', 'silence'), changes));
    expect(outcome).toMatchObject({ kind: 'refused', row: 'received' });
  });

  it.each(pages)('$file: every case of the book is as expected', ({ file, cases }) => {
    const outcomes = cases.map((bookCase) => runCase(file, bookCase));
    expect(outcomes.filter((outcome) => outcome.kind === 'refused' || !outcome.isAsExpected)).toEqual([]);
  });

  it('has a field for each row but the outputs, and for each number of its options', () => {
    expect(editableRows(caseOf('keepAlive', 'silence'))).toEqual(['options', 'received']);
    expect(editableRows(caseOf('distinctMru', 'two subscribers'))).toEqual(['source', 'joins']);
    expect(numberOptions(caseOf('keepAlive', 'silence'))).toEqual([
      ['pingIntervalMs', 6],
      ['pongTimeoutMs', 8],
    ]);
    expect(numberOptions(changedCase(caseOf('keepAlive', 'silence'), new Map([['options', '{']])))).toEqual([]);
  });
});

describe('the address', () => {
  it.each([
    [{ title: 'many', changes: new Map([['source', '--(ab) 10s |']]) }],
    [
      {
        title: 'an answer, at once & “more” #1',
        changes: new Map([
          ['at once', 'p = q'],
          ['unsub', ''],
        ]),
      },
    ],
  ])('carries the changes of a case', (state) => {
    expect(parseFragment(formatFragment(state))).toEqual(state);
  });

  it('is empty without changes, and leaves the fragments of headings alone', () => {
    expect(formatFragment({ title: 'many', changes: new Map() })).toBe('');
    expect(parseFragment('#many')).toBeUndefined();
    expect(parseFragment('')).toBeUndefined();
  });

  it('is ignored if it is longer than any change', () => {
    const fragmentOf = (length: number): string =>
      `#run=many&source=${'a'.repeat(length - '#run=many&source='.length)}`;
    expect(parseFragment(fragmentOf(4000))).toBeDefined();
    expect(parseFragment(fragmentOf(4001))).toBeUndefined();
  });
});

describe('the command', () => {
  it('quotes titles and rows for a shell', () => {
    const changes = new Map([
      ['source', '--a|'],
      ['unsub', ''],
    ]);
    expect(commandText('batch', "the caller's", changes)).toBe(
      `npm run --silent marbles -- --run batch --case 'the caller'\\''s' --row 'source  --a|' --row 'unsub'`,
    );
  });
});

describe('a letter', () => {
  it.each([
    ['p', 'p, ping 1, at 5 ms'],
    ['Z', 'Z at 5 ms'],
    ['|', 'completion at 5 ms'],
    ['#', 'error at 5 ms'],
  ])('is described with its time: %s', (symbol, text) => {
    expect(describeEvent({ symbol, atMs: 5 }, new Map([['p', 'ping 1']]))).toBe(text);
  });
});

describe('the time scale', () => {
  it('gives the time of the position of each time', () => {
    const scale = timeScale([0, 3, 4, 17], 20, 400);
    for (let ms = 0; ms <= 23; ms++) expect(scale.msOf(scale.xOf(ms))).toBe(ms);
    expect(scale.msOf(-50)).toBe(0);
  });

  it('continues to the right of the last event', () => {
    const scale = timeScale([0], 5, 400);
    expect(scale.msOf(scale.xOf(8) + 60)).toBeGreaterThan(8);
  });

  it('rounds in a silence that is drawn shorter', () => {
    const scale = timeScale([0, 60_000], 60_001, 400);
    const [silence] = scale.breaks;
    expect(scale.msOf(silence!.middlePx) % 1000).toBe(0);
    expect(scale.msOf(scale.xOf(60_000))).toBe(60_000);
  });
});
