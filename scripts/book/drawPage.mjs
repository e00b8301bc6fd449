// Draws a page, or one of its cases, as an SVG file.
import { colourLetters } from './colours.mjs';
import { drawCase } from './drawCase.mjs';
import { ARROW_LENGTH, PADDING, PAGE_WIDTH, SANS_WIDTH, TEXT_HEIGHT, TITLE_WIDTH } from './geometry.mjs';
import { definitions } from './marble.mjs';
import { STYLE } from './style.mjs';
import { wrap } from './wrap.mjs';
import { element, escapeXml, translated, textElement } from './xml.mjs';

/** @import { BookCase, Page } from './parsePage.mjs' */

const ROOM = PAGE_WIDTH - 2 * PADDING;
const BETWEEN = 18;

/**
 * All cases of a page, one below the other.
 *
 * @param {Page} page
 * @returns {string} the file
 */
export function drawPage(page) {
  const { name, prose, cases } = page;
  const head = linesOf([{ text: name, kind: 'h', height: 34 }, ...paragraph(prose)]);
  const blocks = [head, ...cases.map((bookCase) => blockOf(page, bookCase, bookCase.title))];
  const titles = cases.map(({ title }) => title).join('; ');
  return fileOf({ title: name, description: `${prose} Cases: ${titles}.`, blocks, colours: colourLetters(page) });
}

/**
 * One case alone, with the colours of its page.
 *
 * @param {Page} page
 * @param {string} title
 * @returns {string} the file
 */
export function drawCaseAlone(page, title) {
  const bookCase = page.cases.find((each) => each.title === title);
  if (bookCase === undefined) throw new Error(`marbles/${page.name}.txt has no case ${title}`);
  const heading = `${page.name}: ${title}`;
  const blocks = [blockOf(page, bookCase, heading)];
  return fileOf({ title: heading, description: page.prose, blocks, colours: colourLetters(page) });
}

/** @param {BookCase} bookCase */
function blockOf({ name }, bookCase, heading) {
  const titles = wrap(heading, Math.floor(ROOM / TITLE_WIDTH)).map((text) => ({ text, kind: 't', height: 24 }));
  const head = linesOf([...titles, ...paragraph(bookCase.note, 'm')]);
  const { height, width, body } = drawCase(name, bookCase);
  return { height: head.height + height, width, body: [...head.body, translated(head.height, body)] };
}

function fileOf({ title, description, blocks, colours }) {
  const width = Math.max(PAGE_WIDTH, ...blocks.map((block) => block.width + ARROW_LENGTH + PADDING));
  const body = [];
  let y = BETWEEN;
  for (const block of blocks) {
    if (block !== blocks[0]) {
      body.push(element('path', { class: 'v', d: `M${PADDING} ${y}H${width - PADDING}` }));
      y += BETWEEN;
    }
    body.push(translated(y, block.body));
    y += block.height + BETWEEN;
  }
  const size = { width, height: y, viewBox: `0 0 ${width} ${y}` };
  const content = [
    element('title', { id: 'title' }, escapeXml(title)),
    element('desc', { id: 'desc' }, escapeXml(description.replace(/\s+/g, ' '))),
    element('style', {}, escapeXml(STYLE)),
    element('defs', {}, '\n', definitions(colours).join('\n'), '\n'),
    element('rect', { class: 'g', x: 0.5, y: 0.5, width: width - 1, height: y - 1, rx: 8 }),
    ...body,
  ];
  const about = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'title desc' };
  return `${element('svg', about, '\n', content.join('\n'), '\n')}\n`;
}

function paragraph(text, kind) {
  return wrap(text, Math.floor(ROOM / SANS_WIDTH)).map((line) => ({ text: line, kind, height: TEXT_HEIGHT }));
}

/** Lines of text, with a margin of 6 below. */
function linesOf(lines) {
  let height = 0;
  const body = lines.map(({ text, kind, height: lineHeight }) => {
    const baseline = height + lineHeight - (kind === 'h' ? 12 : 6);
    height += lineHeight;
    return textElement(text, { class: kind, x: PADDING, y: baseline });
  });
  return { height: height + 6, width: 0, body };
}
