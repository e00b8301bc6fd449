import { readFileSync } from 'node:fs';
import { sharedPath } from '../digests/sharedFiles.js';

/** The rows of a table of test vectors in ../shared/vectors, by column; one empty row if the file is missing, for a test that is skipped. */
export function vectorRows(name: string): Record<string, string>[] {
  const path = sharedPath(`vectors/${name}`);
  if (path === undefined) return [{}];
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head!.map((column, i) => [column, row[i] ?? ''])));
}

/** False without ../shared/vectors: specs of vectors are skipped. */
export const hasVectors = sharedPath('vectors/') !== undefined;
