import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parsePage, type BookCase } from '../scripts/book/parsePage.mjs';
import { conversationPages } from '../marbles/run/pages/conversationPages.js';
import { operatorPages } from '../marbles/run/pages/operatorPages.js';
import { runners, runPageCase } from '../marbles/run/runners.js';
import { pages } from './helpers/book/pages.js';
import { requireAsExpected } from './helpers/book/requireAsExpected.js';

/** Matches files that export a function which returns an operator or conversation. Other files of these folders contain parts of them. */
const EXPORTS_OPERATOR =
  /^export function [^]*?\): (?:MonoTypeOperatorFunction|OperatorFunction|Conversation)\b(?!\[)/m;

describe('the book of behaviours', () => {
  it('has a page for every operator and every conversation', () => {
    expect(Object.keys(operatorPages).sort()).toEqual(requiredPages('operators', 'monitor', 'connect'));
    expect(Object.keys(conversationPages).sort()).toEqual(requiredPages('protocol'));
    expect(pages.map(({ file }) => file).sort()).toEqual(Object.keys(runners).sort());
  });

  it.each(pages)(
    '$file: begins with its name, and has every required case and no title twice',
    ({ file, name, cases }) => {
      expect(name).toBe(file);
      const titles = cases.map(({ title }) => title);
      expect(titles).toEqual(expect.arrayContaining([...runners[file]!.requiredCases]));
      expect(titles).toEqual([...new Set(titles)]);
    },
  );

  describe.each(pages)('$file', ({ file, cases }) => {
    it.each([...cases])('$title', (bookCase) => check(file, bookCase));
  });
});

describe('an invalid page', () => {
  it.each([
    ['another time', 'source   --a\nresult   -a'],
    ['another value', 'source   --a\nresult   --b'],
    ['a missing completion', 'source   --a|\nresult   --a'],
    ['a missing value', 'source   --a\nresult   ---'],
    ['an unknown row', 'source   --a\nresult   --a\nresults  --a'],
    ['a missing row', 'source   --a'],
  ])('fails: %s', (_, rows) => {
    const [bookCase] = parsePage(`distinctMru\n\ncase: wrong\n${rows}\n`).cases;
    expect(() => check('distinctMru', bookCase!)).toThrow();
  });

  it.each([
    ['an undefined letter', 'received  --p\nsent      ---'],
    ['reports without their row', 'received  --h\nsent      ---\nwhere     h = sendheaders'],
    ['an unknown constructor', 'received  --h\nsent      ---\nwhere     h = sendheadres'],
  ])('fails: %s', (_, rows) => {
    const [bookCase] = parsePage(`noticeFeatures\n\ncase: wrong\n${rows}\n`).cases;
    expect(() => check('noticeFeatures', bookCase!)).toThrow();
  });

  it.each(['no row', 'source   a\nsource   b'])('cannot be parsed: %s', (rows) => {
    expect(() => parsePage(`distinctMru\n\ncase: wrong\n${rows}\n`)).toThrow();
  });
});

/** Fails unless the case runs as the page shows. */
function check(page: string, bookCase: BookCase): void {
  requireAsExpected(runPageCase(page, bookCase));
}

function requiredPages(...folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(`lib/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `lib/${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts') && EXPORTS_OPERATOR.test(readFileSync(file, 'utf8')))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'defineConversation')
    .sort();
}
