import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { listOf, MAX_UNPACKED_BYTES, packedFiles } from '../../scripts/packedFiles.mjs';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

let files: readonly string[];
let unpackedBytes: number;

beforeAll(() => {
  ({ files, unpackedBytes } = packedFiles());
});

describe('the files of the package', () => {
  it('are those of scripts/packList.txt; npm run pack:list writes it after an intended change', () => {
    expect(listOf(files)).toBe(readFileSync(join(projectRoot, 'scripts/packList.txt'), 'utf8'));
  });

  it('count a file of a new kind or folder as a change', () => {
    const known = listOf(files);
    for (const stray of ['dist/peer/notes.md', 'dist/spec/a.js', 'lib/index.ts', 'dist/index.js.map']) {
      expect(listOf([...files, stray])).not.toBe(known);
    }
  });

  it('take at most 2 MiB unpacked', () => {
    expect(unpackedBytes).toBeGreaterThan(500_000);
    expect(unpackedBytes).toBeLessThanOrEqual(MAX_UNPACKED_BYTES);
  });

  it('contain no source maps, specs, tests and sources of modules', () => {
    expect(
      files.filter((file) => /\.map$|\.spec\.|\.test\.|^(spec|scripts|bench)\/|(?<!\.d)\.tsx?$/.test(file)),
    ).toEqual([]);
  });

  it('contain the pictures of the README, and what its links name or the repository has for contributors', () => {
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/(!?)\[[^\]]*\]\(([^)#\s]+)[^)]*\)/g)].filter(
      ([, , target]) => !/^[a-z]+:/.test(target!),
    );
    expect(links.length).toBeGreaterThan(3);
    const isPacked = (target: string): boolean =>
      files.some((file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`));
    const broken = links
      .map(([, picture, target]) => ({ isPicture: picture === '!', target: target! }))
      .filter(({ isPicture, target }) => !isPacked(target) && (isPicture || !FOR_CONTRIBUTORS.has(target)));
    expect(broken).toEqual([]);
    expect([...FOR_CONTRIBUTORS].filter((target) => !existsSync(join(projectRoot, target)))).toEqual([]);
  });
});

/** Targets of links that are not in the package. The page of npm resolves them against the field `repository` of package.json. */
const FOR_CONTRIBUTORS = new Set([
  'CONTRIBUTING.md',
  'bench/RESULTS.md',
  'docs/architecture.md',
  'docs/decisions/README.md',
  'examples/README.md',
  'marbles/README.md',
  'site/comparison.md',
]);
