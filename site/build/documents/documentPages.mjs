import { env } from 'node:process';
import { readFile } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';
import { publishedDocuments, REPLACED } from './documentList.mjs';
import { programPage } from './programPage.mjs';
import { rewriteLinks } from './rewriteLinks.mjs';

/** The pages of the documents that the repository has: the same text, with the links of the site. */
export async function documentPages() {
  const documents = await readDocuments();
  const targets = linkTargets(documents);
  return documents.map(({ source, page, text }) => ({
    path: page,
    text: rewriteLinks(text, source, { page, targets, repository: env.SITE_REPOSITORY }),
  }));
}

/** The published documents and programs as `{ source, page, text, title }`. */
export async function readDocuments() {
  return Promise.all(
    [...(await publishedDocuments())].map(async ([source, page]) => {
      const content = await readFile(`${rootFolder}${source}`, 'utf8');
      const text = source.endsWith('.mjs') ? programPage(source, content) : content;
      return { source, page, text, title: /^# (.*)$/m.exec(text)?.[1] ?? page };
    }),
  );
}

/** Where a link to a document leads: the page and its title, by the document's path in the repository. */
export function linkTargets(documents) {
  return new Map([...REPLACED, ...documents].map(({ source, page, title }) => [source, { page, title }]));
}
