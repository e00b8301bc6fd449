import { pagesOf, readPage } from './pages.mjs';
import { NAMED_PAGES, SECTIONS } from './sections.mjs';

/** The sections with a link in the head of each page, to their first page. */
const HEAD = ['Start', 'Guides', 'Marbles', 'Reference', 'Help'];

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

function toItems(siteFolder, { text, pages = [], folders = [], groups = [], groupsFirst = false, collapsed }) {
  const named = pages.map((path) => readPage(siteFolder, path)).filter((page) => page !== undefined);
  const found = folders.flatMap((folder) => pagesOf(siteFolder, folder)).filter(({ path }) => !NAMED_PAGES.has(path));
  const inside = groups.map((group) => toItems(siteFolder, group)).filter(({ items }) => items.length > 0);
  const own = [...named, ...found].map((page) => toItem(siteFolder, page));
  const items = groupsFirst ? [...inside, ...own] : [...own, ...inside];
  if (collapsed === undefined || items.length === 0) return { text, items };
  // Without a link, VitePress nests the button that opens the group in another button, which screen readers cannot reach.
  const link = firstLink(items);
  // The page of the folder itself is the link of the group.
  return { text, items: link.endsWith('/') ? items.slice(1) : items, collapsed, link };
}

/** The pages in a folder of the page's name are below it. Their titles begin with its title, which is not repeated. */
function toItem(siteFolder, { path, title }) {
  const below = pagesOf(siteFolder, path).map((page) => toItem(siteFolder, page));
  const item = { text: title, link: linkTo(path) };
  if (below.length === 0) return item;
  const items = below.map((child) => ({ ...child, text: child.text.replace(`${title}: `, '') }));
  return { ...item, items, collapsed: true };
}

const linkTo = (path) => `/${path.replace(/(^|\/)index$/, '$1')}`;

const firstLink = ([first]) => first.link ?? firstLink(first.items);
