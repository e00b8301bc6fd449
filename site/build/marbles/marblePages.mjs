import { readdir, readFile } from 'node:fs/promises';
import { bundleScript } from '../../../scripts/book/bundleScript.mjs';
import { parsePage } from '../../../scripts/book/parsePage.mjs';
import { generatedFolder, rootFolder } from '../paths.mjs';
import { bookIndex } from './bookIndex.mjs';
import { bookPage } from './bookPage.mjs';

/** The script of the live pages, which `site/marbles/useLiveMarbles.js` imports. */
const BUNDLE = `${generatedFolder}marbles/live.js`;

/** The pages of the book of behaviours, and their index. Also bundles the script that makes them live. */
export async function marblePages() {
  await bundleScript({ entry: 'site/marbles/live.ts', outfile: BUNDLE, platform: 'browser' });
  const files = (await readdir(`${rootFolder}marbles`)).filter((file) => file.endsWith('.txt')).sort();
  const pages = await Promise.all(
    files.map(async (file) => bookPage(parsePage(await readFile(`${rootFolder}marbles/${file}`, 'utf8')))),
  );
  return [await bookIndex(), ...pages];
}
