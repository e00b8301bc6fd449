import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { factsOf, pageText } from './page.mjs';

const PAGE = 'docs/compatibility.md';

/**
 * Writes docs/compatibility.md from the results of a full run.
 *
 * @param {readonly { cell: import('./cells.mjs').Cell, toolVersion: string }[]} results
 * @param {string} version of this package
 */
export async function writePage(results, version) {
  const versions = new Map(results.map(({ cell, toolVersion }) => [cell.row.title, toolVersion]));
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(PAGE, await formatted({ date, version, node: process.versions.node, versions }));
}

/** The difference between docs/compatibility.md and the matrix, in words; undefined if they agree. Versions and date are taken from the document. */
export async function differenceOfPage() {
  const text = await readFile(PAGE, 'utf8').catch(() => '');
  const facts = factsOf(text);
  if (facts !== undefined && text === (await formatted(facts))) return undefined;
  return `${PAGE} does not agree with scripts/compat/matrix.mjs and exceptions.mjs: npm run compat -- --write`;
}

async function formatted(facts) {
  return format(pageText(facts), { ...(await resolveConfig(PAGE)), filepath: PAGE });
}
