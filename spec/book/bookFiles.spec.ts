import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { faultsOf, writeBook } from '../../scripts/book/bookFiles.mjs';
import { parseSvg } from '../helpers/svg.js';

describe('the drawings of the book', () => {
  it('are up to date', () => {
    expect(faultsOf('marbles')).toEqual([]);
  });

  it.each(readdirSync('marbles/svg'))('%s is well-formed', (file) => {
    const { documentElement } = parseSvg(readFileSync(`marbles/svg/${file}`, 'utf8'));
    expect(documentElement!.tagName).toBe('svg');
  });

  it.each(['README.md', 'marbles/README.md'])('%s has no broken link', (readme) => {
    const folder = readme.slice(0, -'README.md'.length);
    const links = [...readFileSync(readme, 'utf8').matchAll(/\]\(((?:marbles|svg)\/[^)]+)\)/g)].map(
      ([, link]) => link!,
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(folder + link))).toEqual([]);
  });
});

describe('faultsOf', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxpeer-book-'));
    write('README.md', 'Before.\n\n<!-- gallery: npm run marbles -->\n<!-- end of the gallery -->\n\nBehind.\n');
    write('batch.txt', 'batch\n\nGathers *items*. Else nothing.\n\ncase: one\nsource   a|\nbatches  b|\n');
    writeBook(folder);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds nothing after writeBook', () => {
    expect(faultsOf(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'svg'))).toEqual(['batch.svg']);
  });

  it('finds a stale drawing after a page was edited', () => {
    write('batch.txt', read('batch.txt').replace('a|', 'a-|'));
    expect(faultsOf(folder)).toEqual([`${folder}/svg/batch.svg is stale: npm run marbles`]);
  });

  it('finds a stale drawing after it was edited', () => {
    write('svg/batch.svg', read('svg/batch.svg').replace('one', 'two'));
    expect(faultsOf(folder)).toEqual([`${folder}/svg/batch.svg is stale: npm run marbles`]);
  });

  it('finds a missing drawing', () => {
    rmSync(join(folder, 'svg'), { recursive: true });
    expect(faultsOf(folder)).toEqual([`${folder}/svg/batch.svg is missing: npm run marbles`]);
  });

  it('finds a left-over drawing and a stale gallery after a page was removed', () => {
    rmSync(join(folder, 'batch.txt'));
    expect(faultsOf(folder)).toEqual([
      `${folder}/README.md is stale: npm run marbles`,
      `${folder}/svg/batch.svg is left over: npm run marbles`,
    ]);
    writeBook(folder);
    expect(readdirSync(join(folder, 'svg'))).toEqual([]);
    expect(faultsOf(folder)).toEqual([]);
  });

  it('ignores the line ends of a checkout', () => {
    for (const file of ['README.md', 'batch.txt', 'svg/batch.svg']) write(file, read(file).replaceAll('\n', '\r\n'));
    expect(faultsOf(folder)).toEqual([]);
  });

  it('compares the gallery, which lists pages with their first sentence', () => {
    const readme = read('README.md');
    expect(readme).toContain('- **batch** ([text](batch.txt), [drawing](svg/batch.svg)): Gathers \\*items\\*.\n');
    expect(readme.startsWith('Before.\n')).toBe(true);
    expect(readme.endsWith('\n\nBehind.\n')).toBe(true);
  });

  it('errors for a README without the marks of the gallery', () => {
    write('README.md', 'Nothing.\n');
    expect(() => faultsOf(folder)).toThrow('marbles/README.md lacks its marks');
  });

  function write(file: string, content: string): void {
    writeFileSync(join(folder, file), content);
  }

  function read(file: string): string {
    return readFileSync(join(folder, file), 'utf8');
  }
});
