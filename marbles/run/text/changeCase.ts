import type { BookCase, Page } from '../../../scripts/book/parsePage.mjs';
import { didYouMean } from '../../../lib/base/didYouMean.js';
import { BookError } from '../bookError.js';
import { parseLooseJson, parseLooseValue } from '../parseLooseJson.js';
import { formatLooseJson } from './formatLooseJson.js';

/** The case with this title. Errors with BookError `UNKNOWN_CASE`. */
export function findCase({ name, cases }: Page, title: string): BookCase {
  const found = cases.find((bookCase) => bookCase.title === title);
  if (found !== undefined) return found;
  const titles = cases.map((bookCase) => bookCase.title);
  throw new BookError(
    'UNKNOWN_CASE',
    `the page ${name} has no case ${JSON.stringify(title)}${didYouMean(title, titles)}\n\nits cases:\n  ${titles.join('\n  ')}`,
  );
}

/** The case with another text in this row. Without a text the row is removed; a new row becomes the last one. */
export function withRow(bookCase: BookCase, name: string, text: string): BookCase {
  const rows = new Map(bookCase.rows);
  if (text === '') rows.delete(name);
  else rows.set(name, text);
  return { ...bookCase, rows };
}

/** Parses `received  --q--`, as a page has it: a name, two blanks or more, a text. Errors with BookError `BAD_ROW`. */
export function parseRow(line: string): [name: string, text: string] {
  const row = /^([a-z]+(?: [a-z]+)*)(?: {2,}(\S.*)?)?$/.exec(line.trimEnd());
  if (row !== null) return [row[1]!, row[2] ?? ''];
  throw new BookError(
    'BAD_ROW',
    `not a row: ${line}: expected its name, two blanks and its text, such as 'received  --q--'`,
  );
}

/** The case with another value of this option, as JSON; a text needs no quotes. Without a value the option is removed. */
export function withOption(bookCase: BookCase, name: string, value: string): BookCase {
  const options = new Map(Object.entries(parseLooseJson(bookCase.rows.get('options') ?? '{}')));
  if (value === '') options.delete(name);
  else options.set(name, valueOf(value));
  return withRow(bookCase, 'options', options.size === 0 ? '' : formatLooseJson(Object.fromEntries(options)));
}

/** Parses `capacity=2`. Errors with BookError `BAD_OPTION`. */
export function parseOption(text: string): [name: string, value: string] {
  const option = /^(\w+)=(.*)$/s.exec(text);
  if (option !== null) return [option[1]!, option[2]!];
  throw new BookError('BAD_OPTION', `not an option: ${text}: expected a name and a value, such as capacity=2`);
}

function valueOf(text: string): unknown {
  return /^[A-Za-z]\w*$/.test(text) && !['true', 'false', 'null'].includes(text) ? text : parseLooseValue(text);
}
