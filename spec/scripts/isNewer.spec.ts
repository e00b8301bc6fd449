import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { isNewer } from '../../scripts/isNewer.mjs';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const OLD_MS = Date.UTC(2020, 0, 1);
const NEW_MS = Date.UTC(2021, 0, 1);
const BETWEEN_MS = Date.UTC(2020, 6, 1);

it('finds a changed file at any depth, except in skipped folders', async () => {
  const root = await tree();
  expect(isNewer(root, BETWEEN_MS)).toBe(false);
  await age(join(root, 'a/b/file.ts'), NEW_MS);
  expect(isNewer(root, BETWEEN_MS)).toBe(true);
  expect(isNewer(root, NEW_MS)).toBe(false);
  expect(isNewer(root, BETWEEN_MS, (path) => path.endsWith('b'))).toBe(false);
});

it('finds a folder from which a file was deleted', async () => {
  const root = await tree();
  await rm(join(root, 'a/b/file.ts'));
  expect(isNewer(root, BETWEEN_MS)).toBe(true);
});

it('takes a path that does not exist as not newer', () => {
  expect(isNewer(join(temporaryFolder(), 'missing'), 0)).toBe(false);
});

/** A file in two folders, all of them old. */
async function tree(): Promise<string> {
  const root = join(temporaryFolder(), 'root');
  await mkdir(join(root, 'a/b'), { recursive: true });
  await writeFile(join(root, 'a/b/file.ts'), '');
  for (const path of ['a/b/file.ts', 'a/b', 'a', '.']) await age(join(root, path), OLD_MS);
  return root;
}

async function age(path: string, timeMs: number): Promise<void> {
  await utimes(path, timeMs / 1000, timeMs / 1000);
}
