import { escapeXml } from '../../../scripts/book/xml.mjs';

/** @import { BookCase, Page } from '../../../scripts/book/parsePage.mjs' */

/**
 * The page of an operator or conversation. Each case has its rows as text, which a script replaces by the live case; without scripts the page
 * shows the drawing.
 *
 * @param {Page} page
 * @returns {{ path: string, text: string }}
 */
export function bookPage({ name, prose, cases }) {
  const parts = [
    frontMatter(name, prose),
    script(name),
    `# ${name}`,
    escapeProse(prose),
    'Drag a letter of an input, or focus it and use the arrow keys, Delete, or the key of another letter. The code of the library runs in this page.',
    drawing(name),
    ...cases.map(caseSection),
  ];
  return { path: `marbles/${name}`, text: `${parts.join('\n\n')}\n` };
}

function frontMatter(name, prose) {
  return [
    '---',
    `title: ${name}`,
    `description: ${JSON.stringify(prose.replace(/\s+/g, ' '))}`,
    'outline: 2',
    // The titles of some hundred cases would hide other pages; the index of the book has each page with its sentence.
    'search: false',
    '---',
  ].join('\n');
}

function script(name) {
  return [
    '<script setup>',
    `import text from '../../../marbles/${name}.txt?raw'`,
    `import { useLiveMarbles } from '../../marbles/useLiveMarbles.js'`,
    'useLiveMarbles(text)',
    '</script>',
  ].join('\n');
}

/** Shown only where scripts are disabled: `scripting` of media queries level 5. */
function drawing(name) {
  const alt = `The cases of ${name} as marble diagrams; the rows below have the same as text`;
  return `<div class="marbles-drawing"><img loading="lazy" src="../../../marbles/svg/${name}.svg" alt="${alt}"></div>`;
}

/** @param {BookCase} bookCase */
function caseSection(bookCase, index) {
  const { title, note, rows, where } = bookCase;
  const width = Math.max(5, ...[...rows.keys()].map((row) => row.length));
  const line = (row, text) => escapeXml(`${row.padEnd(width)}  ${text}`);
  const lines = [
    ...Array.from(rows, ([row, text]) => line(row, text)),
    ...Array.from(where, ([letter, definition], i) => line(i === 0 ? 'where' : '', `${letter} = ${definition}`)),
  ];
  // One line per element: a blank line within would end the HTML block of markdown.
  const text = `<pre v-pre class="marbles-text" tabindex="0">${lines.join('&#10;')}</pre>`;
  return [
    `## ${escapeProse(title)}`,
    ...(note === '' ? [] : [escapeProse(note)]),
    `<div class="marbles-case" data-marbles-case="${index}">${text}</div>`,
  ].join('\n\n');
}

/** Prose of the book is plain text: markdown and Vue read no markup in it. */
function escapeProse(text) {
  return text.replace(/[\\`*_[\]<>{}|#&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
