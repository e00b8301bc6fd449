import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { conversationPages } from './helpers/book/conversationPages.js';
import type { PageRunner } from './helpers/book/operatorPage.js';
import { operatorPages } from './helpers/book/operatorPages.js';
import { pages } from './helpers/book/pages.js';
import { parsePage } from '../scripts/book/parsePage.mjs';

const runners: Readonly<Record<string, PageRunner>> = { ...operatorPages, ...conversationPages };

/** Matches an exported function that returns an operator or a conversation. The other files of these folders hold their parts. */
const GIVES_ONE = /^export function [^]*?\): (?:MonoTypeOperatorFunction|OperatorFunction|Conversation)\b(?!\[)/m;

describe('the book of behaviours', () => {
  it('has a page for every operator and every conversation', () => {
    expect(Object.keys(operatorPages).sort()).toEqual(pagesOwedBy('operators', 'monitor'));
    expect(Object.keys(conversationPages).sort()).toEqual(pagesOwedBy('protocol'));
    expect(pages.map(({ file }) => file).sort()).toEqual(Object.keys(runners).sort());
  });

  it.each(pages)('$file: has its name at the head, every owed case, and no case twice', ({ file, name, cases }) => {
    expect(name).toBe(file);
    const titles = cases.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining([...runners[file]!.requiredCases]));
    expect(titles).toEqual([...new Set(titles)]);
  });

  describe.each(pages)('$file', ({ file, cases }) => {
    it.each([...cases])('$title', (bookCase) => runners[file]!.runCase(bookCase));
  });
});

describe('a diagram that lies', () => {
  it.each([
    ['about the time', 'source   --a\nresult   -a'],
    ['about the value', 'source   --a\nresult   --b'],
    ['about the end', 'source   --a|\nresult   --a'],
    ['about silence', 'source   --a\nresult   ---'],
    ['in a row that nobody reads', 'source   --a\nresult   --a\nresults  --a'],
    ['by leaving out what comes out', 'source   --a'],
  ])('fails: %s', (_, rows) => {
    const [bookCase] = parsePage(`distinctMru\n\ncase: a lie\n${rows}\n`).cases;
    expect(() => operatorPages.distinctMru.runCase(bookCase!)).toThrow();
  });

  it.each([
    ['a letter that is not explained', 'received  --p\nsent      ---'],
    ['reports that are not shown', 'received  --h\nsent      ---\nwhere     h = sendheaders'],
    ['a word that is not in the vocabulary', 'received  --h\nsent      ---\nwhere     h = sendheadres'],
  ])('fails: %s', (_, rows) => {
    const [bookCase] = parsePage(`noticeFeatures\n\ncase: a lie\n${rows}\n`).cases;
    expect(() => conversationPages.noticeFeatures.runCase(bookCase!)).toThrow();
  });

  it.each(['no row', 'source   a\nsource   b'])('cannot be read: %s', (rows) => {
    expect(() => parsePage(`distinctMru\n\ncase: a lie\n${rows}\n`)).toThrow();
  });
});

function pagesOwedBy(...folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(`lib/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `lib/${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts') && GIVES_ONE.test(readFileSync(file, 'utf8')))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'conversationOf')
    .sort();
}
