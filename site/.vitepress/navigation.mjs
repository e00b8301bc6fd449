import { pagesOf, readPage } from './pages.mjs';
import { NAMED_PAGES, SECTIONS } from './sections.mjs';

/** The sections with a link in the head of each page, to their first page. */
const HEAD = ['Start', 'Guides', 'Marbles', 'Reference'];

/** The sidebar: the sections with the pages that exist. A section without pages is left out. */
export function sidebar(siteFolder) {
  return SECTIONS.map((section) => toItems(siteFolder, section)).filter(({ items }) => items.length > 0);
}

/** The links in the head. */
export function navigation(siteFolder) {
  return sidebar(siteFolder)
    .filter(({ text }) => HEAD.includes(text))
    .map(({ text, items }) => ({ text, link: firstLink(items) }));
}

function toItems(siteFolder, { text, pages = [], folders = [], groups = [], collapsed }) {
  const named = pages.map((path) => readPage(siteFolder, path)).filter((page) => page !== undefined);
  const found = folders.flatMap((folder) => pagesOf(siteFolder, folder)).filter(({ path }) => !NAMED_PAGES.has(path));
  const inside = groups.map((group) => toItems(siteFolder, group)).filter(({ items }) => items.length > 0);
  const items = [...inside, ...[...named, ...found].map(({ path, title }) => ({ text: title, link: linkTo(path) }))];
  return { text, items, ...(collapsed === undefined ? {} : { collapsed }) };
}

const linkTo = (path) => `/${path.replace(/(^|\/)index$/, '$1')}`;

const firstLink = ([first]) => first.link ?? firstLink(first.items);
