import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cellsOf } from '../../scripts/compat/cells.mjs';
import { EXCEPTIONS, type Exception } from '../../scripts/compat/exceptions.mjs';
import { MATRIX, type Group } from '../../scripts/compat/matrix.mjs';
import { factsOf, pageText } from '../../scripts/compat/page.mjs';
import { asCommonJs, withAwaitImport } from '../../scripts/compat/programs.mjs';
import { TOOLS } from '../../scripts/compat/tools.mjs';
import { verdictOf } from '../../scripts/compat/verdict.mjs';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const SMALL: readonly Group[] = [
  {
    name: 'runtime',
    title: 'Runtimes',
    text: 'Each cell runs.',
    columns: [
      { name: 'v2', title: 'v2' },
      { name: 'require', title: '`require`' },
    ],
    rows: [
      { name: 'node', title: 'Node 26', tool: 'node-26', short: ['v2'] },
      { name: 'bun', title: 'Bun', tool: 'bun', columns: ['v2'] },
    ],
  },
];
const NO: Exception = { output: /no such cipher/, reason: 'it has no cipher', workaround: 'use v1' };
const namesOf = (options: Parameters<typeof cellsOf>[0]): string[] =>
  cellsOf(options, SMALL, { 'bun/v2': NO }).map(({ name }) => name);

describe('the cells of a run', () => {
  it('are those of all rows in a full run, and the chosen ones in the short form', () => {
    expect(namesOf({})).toEqual(['node/v2', 'node/require', 'bun/v2']);
    expect(namesOf({ isShort: true })).toEqual(['node/v2']);
  });

  it.each([
    ['runtime', ['node/v2', 'node/require', 'bun/v2']],
    ['node', ['node/v2', 'node/require']],
    ['node/require', ['node/require']],
  ])('are selected by the name of a group, a row or a cell: %s', (name, expected) => {
    expect(namesOf({ only: [name] })).toEqual(expected);
  });

  it('cannot be selected by a name that does not exist', () => {
    expect(() => namesOf({ only: ['node', 'unknown'] })).toThrow(
      'no cell, row or group is named unknown: the groups are runtime; the rows node, bun',
    );
  });

  it('have their exceptions', () => {
    expect(cellsOf({}, SMALL, { 'bun/v2': NO }).map(({ exception }) => exception)).toEqual([undefined, undefined, NO]);
  });
});

describe('the verdict on a cell', () => {
  it.each([
    [undefined, { isWorking: true, output: '' }, 'expected', 'works'],
    [undefined, { isWorking: false, output: 'it broke' }, 'different', 'it broke'],
    [NO, { isWorking: false, output: 'no such cipher' }, 'expected', 'as expected'],
    [NO, { isWorking: false, output: 'it broke' }, 'different', 'another reason than /no such cipher/:\nit broke'],
    [NO, { isWorking: true, output: '' }, 'different', 'it works now'],
  ])('compares it with what is expected (%#)', (exception, happened, outcome, text) => {
    expect(verdictOf({ exception }, happened)).toEqual({ outcome, text: expect.stringContaining(text) });
  });
});

describe('the matrix', () => {
  const cells = cellsOf();

  it('has cells for each exception', () => {
    const names = cells.map(({ name }) => name);
    expect(Object.keys(EXCEPTIONS).filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(70);
  });

  it('names tools, programs and columns that exist', () => {
    for (const { name, columns, rows } of MATRIX) {
      expect(existsSync(join(projectRoot, 'scripts/compat/kinds', `${name}.mjs`))).toBe(true);
      for (const row of rows) {
        expect(Object.keys(TOOLS)).toEqual(expect.arrayContaining([row.tool, row.runtime ?? row.tool]));
        const existing = row.columns ?? columns.map((column) => column.name);
        expect(columns.map((column) => column.name)).toEqual(expect.arrayContaining([...existing]));
        expect(existing).toEqual(expect.arrayContaining([...(row.short ?? [])]));
      }
    }
  });

  it('has titles that are different: the page finds versions by them', () => {
    const titles = MATRIX.flatMap(({ rows }) => rows.map(({ title }) => title));
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('docs/compatibility.md', () => {
  const facts = {
    date: '2026-11-28',
    version: '0.2.0',
    node: '26.1.0',
    versions: new Map([
      ['Node 26', '26.12.1'],
      ['Bun', '1.4.5'],
    ]),
  };
  const text = pageText(facts, SMALL, { 'bun/v2': NO });

  it('has a table for each group, and a note for each reason', () => {
    expect(text).toContain('| Node 26 | 26.12.1 | yes | yes |\n| Bun | 1.4.5 | [no, see 1](#what-does-not-work) | – |');
    expect(text).toContain('1. It has no cipher. Instead: use v1.');
  });

  it('states the facts that it was made of, with its tables aligned, too', () => {
    expect(factsOf(text)).toEqual(facts);
    expect(factsOf(text.replaceAll(' | ', '     | '))).toEqual(facts);
    expect(factsOf('# Compatibility')).toBeUndefined();
  });
});

describe('the programs of the cells', () => {
  const source = `// A program.\nimport { test } from 'node:test';\nimport { a as b } from 'c';\n\ntest(b);\n`;

  it('are the same as CommonJS modules', () => {
    expect(asCommonJs(source)).toBe(
      `// A program.\nconst { test } = require('node:test');\nconst { a: b } = require('c');\n\ntest(b);\n`,
    );
  });

  it('are the same with calls of import()', () => {
    const { imports, rest } = withAwaitImport(source);
    expect(imports).toBe(`  const { test } = await import('node:test');\n  const { a: b } = await import('c');`);
    expect(rest).toMatch(/^\/\/ A program\.\n\s*test\(b\);$/);
  });
});
