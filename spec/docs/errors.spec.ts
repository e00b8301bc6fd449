import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VIOLATIONS } from '../../lib/index.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { errorClasses, exitCodes } from '../helpers/docs/errorClasses.js';
import { headingsOf, tablesOf } from '../helpers/docs/pageTables.js';

const page = await readFile(join(projectRoot, 'docs/errors.md'), 'utf8');
const classes = await errorClasses();
const exported = classes.filter(({ isExported }) => isExported);

/** The rows of the tables below the heading of a class, whose first column is `code`. */
function rowsOf(name: string): string[][] {
  return tablesOf(page, `## ${name}`).flatMap(({ header, rows }) => (header[0] === 'code' ? rows : []));
}

const codesOf = (name: string) => rowsOf(name).map(([code]) => code!.replaceAll('`', ''));

describe('docs/errors.md', () => {
  const withCodes = exported.filter(({ codes }) => codes.length > 0);

  it.each(withCodes.map(({ name, codes }) => [name, codes] as const))('has exactly the codes of %s', (name, codes) => {
    const documented = codesOf(name);
    expect([...documented].sort()).toEqual([...codes].sort());
    expect(new Set(documented).size).toBe(documented.length);
  });

  it('has no section of a class that the library does not export', () => {
    const sections = headingsOf(page, 2).filter((heading) => heading.endsWith('Error'));
    expect(sections.sort()).toEqual(withCodes.map(({ name }) => name).sort());
  });

  it('names every exported error class, also those without codes of their own', () => {
    const others = exported.filter(({ codes }) => codes.length === 0).map(({ name }) => name);
    expect(others).toEqual(expect.arrayContaining(['PeerError', 'BroadcastError', 'MarbleMismatch']));
    expect(others.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('has a cause and a remedy for each code', () => {
    for (const { name } of withCodes) {
      for (const row of rowsOf(name)) {
        expect(row.every((cell) => cell.length > 1)).toBe(true);
        expect(row.at(-1)).toMatch(/\.$/);
      }
    }
  });

  it('names the profiles under which a violation ends the peer', () => {
    const [table] = tablesOf(page, '## RemoteProtocolError');
    const documented = table!.rows.map(([code, , ends]) => [code!.replaceAll('`', ''), ends]);
    const actual = Object.entries(VIOLATIONS).map(([code, { core, lbcd }]) => {
      const closing = Object.entries({ core, lbcd }).flatMap(([name, row]) => (row.reaction === 'close' ? [name] : []));
      return [code, closing.length === 0 ? 'no' : closing.join(', ')];
    });
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(actual));
  });

  it('has the exit codes that the commands document', async () => {
    const documented = tablesOf(page, '## The command line').flatMap(({ rows }) => rows.map(([code]) => code));
    expect(documented).toEqual((await exitCodes()).map((code) => `\`${code}\``));
  });
});
