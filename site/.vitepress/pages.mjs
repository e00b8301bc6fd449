import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The folders with pages, inside of the folder of the site: the hand-written ones and the generated ones. */
const SOURCES = ['', 'generated/'];

/** A page: its path, without an extension, its title, and its place among the pages of its folder. */
export function readPage(siteFolder, path) {
  const file = fileOf(siteFolder, path);
  if (file === undefined) return undefined;
  const text = readFileSync(file, 'utf8');
  const [, matter = ''] = /^---\n(.*?)\n---\n/s.exec(text) ?? [];
  const title = /^title: (.*)$/m.exec(matter)?.[1] ?? /^# (.*)$/m.exec(text)?.[1] ?? basename(path);
  const order = Number(/^order: (\d+)$/m.exec(matter)?.[1] ?? Number.POSITIVE_INFINITY);
  return { path, title: plainTitle(title), order };
}

/** The pages directly in a folder. Pages with `order` come first, sorted by it; the others follow, sorted by title. */
export function pagesOf(siteFolder, folder) {
  const names = SOURCES.flatMap((source) => markdownFiles(`${siteFolder}${source}${folder}`));
  return names
    .map((name) => readPage(siteFolder, `${folder}/${name.slice(0, -'.md'.length)}`))
    .sort((a, b) => compare(a.order, b.order) || compare(a.title.toLowerCase(), b.title.toLowerCase()));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const markdownFiles = (folder) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];

const fileOf = (siteFolder, path) =>
  SOURCES.map((source) => `${siteFolder}${source}${path}.md`).find((file) => existsSync(file));

/** A title as text: without code marks, links, and an id. */
const plainTitle = (title) =>
  title
    .replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/^(['"])(.*)\1$/, '$2')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll(/\\(.)/g, '$1')
    .trim();
