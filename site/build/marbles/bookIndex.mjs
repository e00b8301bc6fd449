import { readFile } from 'node:fs/promises';
import { linkTargets, readDocuments } from '../documents/documentPages.mjs';
import { rewriteLinks } from '../documents/rewriteLinks.mjs';
import { rootFolder } from '../paths.mjs';

const SOURCE = 'marbles/README.md';
const PATH = 'marbles/index';
/** An entry of the list that scripts/book/gallery.mjs writes. */
const ENTRY = /^- \*\*(\w+)\*\* \(\[text\]\(\w+\.txt\), \[drawing\]\(svg\/\w+\.svg\)\): (.*)$/gm;

/** The index of the book: its README, whose list has links to the live pages, and the static drawings. */
export async function bookIndex() {
  const text = await readFile(`${rootFolder}${SOURCE}`, 'utf8');
  const targets = linkTargets(await readDocuments());
  const linked = text.replace(
    ENTRY,
    (_, name, sentence) => `- [**${name}**](/marbles/${name}): ${sentence}${drawing(name)}`,
  );
  return {
    path: PATH,
    text: rewriteLinks(linked, SOURCE, { page: PATH, targets, repository: process.env.SITE_REPOSITORY }),
  };
}

function drawing(name) {
  const image = `<img loading="lazy" src="../../../marbles/svg/${name}.svg" alt="The cases of ${name} as marble diagrams">`;
  return `\n  <details class="marbles-static"><summary>Drawing of ${name}</summary>${image}</details>`;
}
