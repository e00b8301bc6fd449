// Writes the list of all pages in marbles/README.md.

/** @import { Page } from './parsePage.mjs' */

const BEGIN = '<!-- gallery: npm run marbles -->';
const END = '<!-- end of the gallery -->';

/**
 * The README with the list of these pages between its two markers.
 *
 * @param {string} readme
 * @param {readonly Page[]} pages
 * @returns {string}
 */
export function withGallery(readme, pages) {
  const [before, rest] = readme.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`marbles/README.md lacks its markers ${BEGIN} and ${END}`);
  const byName = pages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lists = [
    '### Operators',
    listOf(byName.filter((page) => !isConversation(page) && !isTransport(page))),
    '### Conversations',
    listOf(byName.filter(isConversation)),
    '### The transport',
    listOf(byName.filter(isTransport)),
  ];
  return `${before}${[BEGIN, ...lists, END].join('\n\n')}${after}`;
}

function listOf(pages) {
  return pages
    .map(
      ({ name, prose }) => `- **${name}** ([text](${name}.txt), [drawing](svg/${name}.svg)): ${firstSentence(prose)}`,
    )
    .join('\n');
}

function firstSentence(prose) {
  const [sentence] = /^.*?\.(?= |$)/.exec(prose.replace(/\s+/g, ' ')) ?? [prose];
  return sentence.replace(/[\\`*_<[\]|]/g, '\\$&');
}

function isConversation({ cases }) {
  return cases.some(({ rows }) => rows.has('received'));
}

function isTransport({ cases }) {
  return cases.some(({ rows }) => rows.has('states'));
}
