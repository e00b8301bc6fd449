import { readFile } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';
import { linkTargets, publishedDocuments } from './documentList.mjs';
import { rewriteLinks } from './rewriteLinks.mjs';

/** The pages of the documents that the repository has: the same text, with the links of the site. */
export async function documentPages() {
  const published = await publishedDocuments();
  const targets = linkTargets(published);
  const repository = process.env.SITE_REPOSITORY;
  return Promise.all(
    [...published].map(async ([source, page]) => {
      const text = await readFile(`${rootFolder}${source}`, 'utf8');
      return { path: page, text: rewriteLinks(text, source, { page, targets, repository }) };
    }),
  );
}
