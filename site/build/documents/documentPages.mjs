import { env } from 'node:process';
import { readFile } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';
import { HOME, publishedDocuments } from './documentList.mjs';
import { rewriteLinks } from './rewriteLinks.mjs';

/** The pages of the documents that the repository has: the same text, with the links of the site. */
export async function documentPages() {
  const documents = await Promise.all(
    [...(await publishedDocuments())].map(async ([source, page]) => {
      const text = await readFile(`${rootFolder}${source}`, 'utf8');
      return { source, page, text, title: /^# (.*)$/m.exec(text)?.[1] ?? page };
    }),
  );
  const targets = new Map([HOME, ...documents].map(({ source, page, title }) => [source, { page, title }]));
  return documents.map(({ source, page, text }) => ({
    path: page,
    text: rewriteLinks(text, source, { page, targets, repository: env.SITE_REPOSITORY }),
  }));
}
