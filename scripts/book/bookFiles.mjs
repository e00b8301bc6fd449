// Generates the drawings of the pages in a folder, and the list of pages in its README.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { drawCaseAlone, drawPage } from './drawPage.mjs';
import { withGallery } from './gallery.mjs';
import { parsePage } from './parsePage.mjs';

const SVG = 'svg';
const README = 'README.md';

/** By page: the titles of cases that also get their own drawing, because another document shows it. */
const CASES_WITH_OWN_DRAWING = { batchInventory: ['many'] };

/**
 * One line per generated file that is missing, differs from what the pages give, or has no page; empty if all are current.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function staleFiles(folder) {
  const wanted = filesOf(folder);
  const drawings = drawingsIn(folder);
  const faults = [...wanted].flatMap(([file, content]) => {
    if (file !== README && !drawings.includes(file)) return [`${folder}/${file} is missing`];
    return readText(`${folder}/${file}`) === content ? [] : [`${folder}/${file} is stale`];
  });
  const leftOver = drawings.filter((file) => !wanted.has(file)).map((file) => `${folder}/${file} is left over`);
  return [...faults, ...leftOver].map((fault) => `${fault}: npm run marbles`);
}

/**
 * Draws all pages of the folder, and removes drawings that have no page.
 *
 * @param {string} folder
 */
export function writeDrawings(folder) {
  const wanted = filesOf(folder);
  mkdirSync(`${folder}/${SVG}`, { recursive: true });
  for (const file of drawingsIn(folder).filter((each) => !wanted.has(each))) rmSync(`${folder}/${file}`);
  for (const [file, content] of wanted) writeFileSync(`${folder}/${file}`, content);
}

/** The content of each generated file, by its path in the folder. */
function filesOf(folder) {
  const texts = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  const pages = texts.map((file) => parsePage(readText(`${folder}/${file}`)));
  const whole = pages.map((page) => [`${SVG}/${page.name}.svg`, drawPage(page)]);
  const alone = pages.flatMap((page) =>
    (CASES_WITH_OWN_DRAWING[page.name] ?? []).map((title) => [
      `${SVG}/${page.name}.${slug(title)}.svg`,
      drawCaseAlone(page, title),
    ]),
  );
  return new Map([...whole, ...alone, [README, withGallery(readText(`${folder}/${README}`), pages)]]);
}

function drawingsIn(folder) {
  if (!readdirSync(folder).includes(SVG)) return [];
  return readdirSync(`${folder}/${SVG}`).map((file) => `${SVG}/${file}`);
}

/** Git may convert line breaks at checkout. */
function readText(path) {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}

function slug(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
