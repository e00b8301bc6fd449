import { readdir } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';

/** Documents outside of docs/ that are pages of the site, with the path of the page. */
const DOCUMENTS = {
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security',
  'bench/README.md': 'bench/index',
  'bench/RESULTS.md': 'bench/results',
  'bench/NATS.md': 'bench/nats',
  'bench/TRANSPORT.md': 'bench/transport',
  'lib/capture/RXCAP.md': 'reference/rxcap',
  'lib/fast/README.md': 'docs/fast',
  'spec/README.md': 'docs/specs',
};

/** Documents of docs/ with a page elsewhere than at /docs/NAME. */
const MOVED = { 'docs/errors.md': 'reference/errors' };

/** Pages that are written for the site instead of the document, for links to it. */
const REPLACED = { 'README.md': 'index' };

/** The path of the page of each published document, by the document's path in the repository. */
export async function publishedDocuments() {
  const names = (await readdir(`${rootFolder}docs`, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  const docs = names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return new Map([...docs.sort().map((source) => [source, pageOf(source)]), ...Object.entries(DOCUMENTS)]);
}

/** The same, with the documents that have a page of the same purpose: where a link to a document leads. */
export const linkTargets = (published) => new Map([...published, ...Object.entries(REPLACED)]);

const pageOf = (source) => MOVED[source] ?? source.replace(/README\.md$/, 'index.md').replace(/\.md$/, '');
