import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const page = read('scripts/README.md');

/** npm runs these itself. */
const LIFECYCLE = ['prepare', 'prepublishOnly'];

/** The pages that list commands for contributors. */
const PAGES = ['CONTRIBUTING.md', 'README.md', 'bench/README.md', 'examples/browser/README.md', 'spec/README.md'].map(
  read,
);

describe('scripts/README.md', () => {
  it('names every script, except the parts of the fuzzer', () => {
    const files = readdirSync(join(projectRoot, 'scripts')).filter((file) => file.endsWith('.mjs'));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !page.includes(`${file}\``) && !file.startsWith('fuzz'))).toEqual([]);
  });

  it('and the pages that it completes name every npm script', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    const isNamed = (name: string): boolean =>
      [page, ...PAGES].some((text) => RegExp(`npm (run )?${name}(?![\\w:-])`).test(text));
    const names = Object.keys(scripts).filter((name) => !LIFECYCLE.includes(name));
    expect(names.filter((name) => !isNamed(name))).toEqual([]);
  });
});
