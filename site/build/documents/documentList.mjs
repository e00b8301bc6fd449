import { readdir } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';
import { programPagePath } from './programPage.mjs';

/** Documents outside of docs/ that are pages of the site, with the path of the page. */
const DOCUMENTS = {
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security',
  'bench/README.md': 'bench/index',
  'bench/RESULTS.md': 'bench/results',
  'bench/NATS.md': 'bench/nats',
  'bench/TRANSPORT.md': 'bench/transport',
  'examples/README.md': 'examples',
  'examples/browser/README.md': 'examples/browser',
  'lib/capture/RXCAP.md': 'reference/rxcap',
  'lib/fast/README.md': 'docs/fast',
  'spec/README.md': 'docs/specs',
};

/** Documents of docs/ with a page elsewhere than at /docs/NAME. */
const MOVED = { 'docs/errors.md': 'reference/errors' };

/** Documents in whose place the site has a page of its own, and that page. */
export const REPLACED = [
  { source: 'README.md', page: 'index', title: 'rxpeer' },
  { source: 'marbles/README.md', page: 'marbles/index', title: 'The book of behaviours' },
];

/** The path of the page of each published document and of each program of examples/, by its path in the repository. */
export async function publishedDocuments() {
  const names = (await readdir(`${rootFolder}docs`, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  const docs = names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const files = await readdir(`${rootFolder}examples`);
  const programs = files.filter((name) => name.endsWith('.mjs')).map((name) => `examples/${name}`);
  return new Map([
    ...docs.sort().map((source) => [source, pageOf(source)]),
    ...Object.entries(DOCUMENTS),
    ...programs.sort().map((source) => [source, programPagePath(source)]),
  ]);
}

const pageOf = (source) => MOVED[source] ?? source.replace(/README\.md$/, 'index.md').replace(/\.md$/, '');
