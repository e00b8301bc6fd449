import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildIfStale } from '../../scripts/buildIfStale.mjs';
import { apiPages } from './api/apiPages.mjs';
import { cliPage } from './cliPage.mjs';
import { documentPages } from './documents/documentPages.mjs';
import { marblePages } from './marbles/marblePages.mjs';
import { generatedFolder } from './paths.mjs';
import { schemaPage } from './schemaPage.mjs';
import { runStep } from './steps.mjs';

/** The sources of generated pages: each returns its pages as `{ path, text }`. */
const SOURCES = [
  ['documents', documentPages],
  ['command line', cliPage],
  ['JSON schema', schemaPage],
  ['marbles', marblePages],
  ['API reference', apiPages],
];

/** Deletes the generated pages and writes them again, so that no page of a deleted source remains. */
export async function buildPages() {
  await runStep('package', buildIfStale);
  await rm(generatedFolder, { recursive: true, force: true });
  for (const [name, pagesOf] of SOURCES) {
    await runStep(name, async () => writePages(await pagesOf()));
  }
}

async function writePages(pages) {
  for (const { path, text } of pages) {
    const file = `${generatedFolder}${path}.md`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  }
}
