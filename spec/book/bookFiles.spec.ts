import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { staleFiles, writeDrawings } from '../../scripts/book/bookFiles.mjs';
import { parseSvg } from '../helpers/svg.js';

describe('the drawings of the pages', () => {
  it('are current', () => {
    expect(staleFiles('marbles')).toEqual([]);
  });

  it.each(readdirSync('marbles/svg'))('%s is well-formed', (file) => {
    const { documentElement } = parseSvg(readFileSync(`marbles/svg/${file}`, 'utf8'));
    expect(documentElement!.tagName).toBe('svg');
  });

  it.each(['README.md', 'marbles/README.md'])('%s links to existing files', (readme) => {
    const folder = readme.slice(0, -'README.md'.length);
    const links = [...readFileSync(readme, 'utf8').matchAll(/\]\(((?:marbles|svg)\/[^)]+)\)/g)].map(
      ([, link]) => link!,
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(folder + link))).toEqual([]);
  });
});

describe('a drawing that is not current', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxpeer-book-'));
    write('README.md', 'Before.\n\n<!-- gallery: npm run marbles -->\n<!-- end of the gallery -->\n\nBehind.\n');
    write('batch.txt', 'batch\n\nGathers *items*. Else nothing.\n\ncase: one\nsource   a|\nbatches  b|\n');
    writeDrawings(folder);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is not found right after drawing', () => {
    expect(staleFiles(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'svg'))).toEqual(['batch.svg']);
  });

  it('is stale after its page has changed', () => {
    write('batch.txt', read('batch.txt').replace('a|', 'a-|'));
    expect(staleFiles(folder)).toEqual([`${folder}/svg/batch.svg is stale: npm run marbles`]);
  });

  it('is stale after it was changed by hand', () => {
    write('svg/batch.svg', read('svg/batch.svg').replace('one', 'two'));
    expect(staleFiles(folder)).toEqual([`${folder}/svg/batch.svg is stale: npm run marbles`]);
  });

  it('is missing if its file does not exist', () => {
    rmSync(join(folder, 'svg'), { recursive: true });
    expect(staleFiles(folder)).toEqual([`${folder}/svg/batch.svg is missing: npm run marbles`]);
  });

  it('is left over after its page was removed, and the list is stale', () => {
    rmSync(join(folder, 'batch.txt'));
    expect(staleFiles(folder)).toEqual([
      `${folder}/README.md is stale: npm run marbles`,
      `${folder}/svg/batch.svg is left over: npm run marbles`,
    ]);
    writeDrawings(folder);
    expect(readdirSync(join(folder, 'svg'))).toEqual([]);
    expect(staleFiles(folder)).toEqual([]);
  });

  it('is not found if Git converts line breaks', () => {
    for (const file of ['README.md', 'batch.txt', 'svg/batch.svg']) write(file, read(file).replaceAll('\n', '\r\n'));
    expect(staleFiles(folder)).toEqual([]);
  });

  it('is listed between the markers of the README, with the first sentence of its page', () => {
    const readme = read('README.md');
    expect(readme).toContain('- **batch** ([text](batch.txt), [drawing](svg/batch.svg)): Gathers \\*items\\*.\n');
    expect(readme.startsWith('Before.\n')).toBe(true);
    expect(readme.endsWith('\n\nBehind.\n')).toBe(true);
  });

  it('throws for a README without markers', () => {
    write('README.md', 'Nothing.\n');
    expect(() => staleFiles(folder)).toThrow('marbles/README.md lacks its markers');
  });

  function write(file: string, content: string): void {
    writeFileSync(join(folder, file), content);
  }

  function read(file: string): string {
    return readFileSync(join(folder, file), 'utf8');
  }
});
