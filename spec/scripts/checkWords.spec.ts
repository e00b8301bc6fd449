import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { discouragedWords, parseWordList } from '../../scripts/words/discouragedWords.mjs';
import { proseOf } from '../../scripts/words/prose.mjs';

/** The discouraged words in a file, as `line: word`. */
function found(file: string, text: string): string[] {
  return discouragedWords(proseOf(file, text)!).map(({ line, word }) => `${line}: ${word}`);
}

describe('the prose of a source file', () => {
  it.each([
    ['a comment', 'const a = 1; // whom\n'],
    ['a block comment', '/** A peer, and whom. */\n'],
    ['a string', "fail('whom');"],
    ['a template', 'fail(`${a} whom ${b}`);'],
    ['a test title', "it('whom', () => {});"],
  ])('includes %s', (_, text) => {
    expect(found('a.ts', text)).toEqual(['1: whom']);
  });

  it.each([
    ['names', 'const whom = anew.whom();'],
    ['module specifiers', "import a from 'whom';\nexport * from 'whom';"],
    ['regular expressions', 'const a = /whom/;'],
    ['expressions in templates', 'fail(`${whom}`);'],
    ['code in comments', '// `whom` is a name\n'],
  ])('does not include %s', (_, text) => {
    expect(found('a.ts', text)).toEqual([]);
  });

  it('does not take an address in a string, or a regular expression, for a comment', () => {
    expect(found('a.ts', "fail('http://a'); whom();")).toEqual([]);
    expect(found('a.ts', 'test(/[/]/, whom, /[/][/]/); // anew')).toEqual(['1: anew']);
  });

  it('joins the lines of a comment, and does not join two strings', () => {
    expect(found('a.ts', '\n/**\n * This one is\n * told.\n */')).toEqual(['3: is told']);
    expect(found('a.ts', '// This one is\n// told.')).toEqual(['1: is told']);
    expect(found('a.ts', "f('it is', 'told');")).toEqual([]);
  });
});

describe('the prose of a document', () => {
  it('excludes code and the addresses of links', () => {
    expect(found('a.md', 'The caller,\nwhom `whom` [whom](whom.md).\n\n```\nwhom\n```\n')).toEqual([
      '2: whom',
      '2: whom',
    ]);
  });

  it('includes the head, titles and notes of a page of marbles, and no diagrams', () => {
    const page = 'a\n\nwhom\n\ncase: whom\nnote      whom\nsource    whom\nwhere  a = whom\n';
    expect(found('marbles/a.txt', page)).toEqual(['3: whom', '5: whom', '6: whom']);
  });

  it('is unknown for other files', () => {
    expect(proseOf('a.bin', 'whom')).toBeUndefined();
  });
});

describe('the word list', () => {
  it('matches whole words, in any case', () => {
    expect(found('a.md', 'Whom, whomever, anew-born.')).toEqual(['1: Whom']);
  });

  it('refuses a line without advice', () => {
    expect(() => parseWordList('# a comment\n\nwhom\n')).toThrow('not "pattern = advice": whom');
  });
});

describe('scripts/checkWords.mjs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxpeer-words-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [resolve('scripts/checkWords.mjs'), ...args], { cwd: folder, encoding: 'utf8' });
  }

  it('prints the line, the word and what to write instead, and exits with status 1', () => {
    writeFileSync(join(folder, 'a.md'), 'Good.\n\nIt begins\nanew.\n');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toBe('a.md:4: "anew": write again\n1 discouraged words in 1 files\n');
  });

  it('exits with status 0 if there is no discouraged word', () => {
    writeFileSync(join(folder, 'a.md'), 'Good.\n');
    expect(run()).toMatchObject({ status: 0, stdout: 'no discouraged words\n', stderr: '' });
  });

  it('exits with status 2 for an unknown option', () => {
    expect(run('--nothing').status).toBe(2);
  });
});
