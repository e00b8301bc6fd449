import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxpeer-docstrings-'));
  mkdirSync(join(folder, 'lib'));
  const exports = { '.': './dist/index.js', './node': { node: './dist/node.js' }, './package.json': './package.json' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', exports }));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "lib": ["ES5"], "types": [], "strict": true } }',
  );
  write('node', 'export {};');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, source: string): void {
  writeFileSync(join(folder, 'lib', `${name}.ts`), source);
}

/** The gaps of a package whose entry point has this source. */
function gapsOf(index: string): { status: number | null; gaps: string[] } {
  write('index', index);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/checkDocstrings.mjs', folder], { encoding: 'utf8' });
  return { status, gaps: stderr.split('\n').filter((line) => line.endsWith(' has no docstring')) };
}

describe('scripts/checkDocstrings.mjs', () => {
  it('exits with status 0 if all public names have a docstring', () => {
    const source =
      '/** A. */\nexport interface A {\n  /** B. */\n  b: string;\n}\n/** C. */\nexport const c = 1;\nconst hidden = 2;';
    expect(gapsOf(source)).toEqual({ status: 0, gaps: [] });
  });

  it('finds a name, in the file that declares it', () => {
    write('a', '\nexport function a(): void {}');
    expect(gapsOf("export { a as b } from './a.js';")).toEqual({
      status: 1,
      gaps: ['lib/a.ts:2 b has no docstring'],
    });
  });

  it('checks an entry point under a condition', () => {
    write('node', 'export const a = 1;');
    expect(gapsOf('export {};').gaps).toEqual(['lib/node.ts:1 a has no docstring']);
  });

  it.each([
    ['an interface', 'export interface A {\n  b: string;\n}', ['A.b']],
    ['a type', 'export type A = {\n  b(): void;\n};', ['A.b']],
    ['a union', 'export type A = { b: 1 | 2; c: 1 }\n | { b: string; d: string };', ['A.b', 'A.b', 'A.d']],
    ['an intersection', 'export type A = { b: string } & { c: string };', ['A.b', 'A.c']],
    ['a mapped type', 'export type A = Readonly<{ b: string }>;', ['A.b']],
    [
      'a class',
      'export class A {\n  b = 1;\n  #c = 2;\n  private d = 3;\n  static e = 4;\n  get f() { return 1; }\n}',
      ['A.e', 'A.b', 'A.f'],
    ],
  ])('finds the fields and methods of %s', (_, source, names) => {
    const { gaps } = gapsOf(`/** A. */\n${source}`);
    expect(gaps.map((gap) => gap.split(' ')[1]).sort()).toEqual(names.sort());
  });

  it('reports an inherited field where it is declared, and accepts the docstring of that declaration', () => {
    write('base', 'export interface Base {\n  a: string;\n  /** B. */\n  b: string | undefined;\n}');
    const source =
      "import type { Base } from './base.js';\n/** A. */\nexport interface A extends Base {\n  b: string;\n}";
    expect(gapsOf(source).gaps).toEqual(['lib/base.ts:2 A.a has no docstring']);
  });

  it('does not ask for a docstring of a foreign field, nor of a field that can hold one literal only', () => {
    const source =
      "/** A. */\nexport class A extends Error {\n  override readonly name = 'A';\n}\n/** B. */\nexport type B = { kind: 'b' };";
    expect(gapsOf(source)).toEqual({ status: 0, gaps: [] });
  });
});
