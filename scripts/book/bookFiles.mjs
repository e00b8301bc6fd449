// The files that follow from the pages of a folder: the drawings, and the gallery in its README.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { drawCaseAlone, drawPage } from './drawPage.mjs';
import { withGallery } from './gallery.mjs';
import { parsePage } from './parsePage.mjs';

const SVG = 'svg';
const README = 'README.md';

/** Cases that have a drawing of their own beside that of their page, for those who show one: by page. */
const ALONE = { batchInventory: ['many'] };

/**
 * What is not as the pages have it, a line each; empty where all is current.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function faultsOf(folder) {
  const wanted = filesOf(folder);
  const drawn = drawnIn(folder);
  const faults = [...wanted].flatMap(([file, content]) => {
    if (file !== README && !drawn.includes(file)) return [`${folder}/${file} is missing`];
    return readText(`${folder}/${file}`) === content ? [] : [`${folder}/${file} is stale`];
  });
  const leftOver = drawn.filter((file) => !wanted.has(file)).map((file) => `${folder}/${file} is left over`);
  return [...faults, ...leftOver].map((fault) => `${fault}: npm run marbles`);
}

/**
 * Draws all pages of the folder; removes the drawings of those that are no more.
 *
 * @param {string} folder
 */
export function writeBook(folder) {
  const wanted = filesOf(folder);
  mkdirSync(`${folder}/${SVG}`, { recursive: true });
  for (const file of drawnIn(folder).filter((each) => !wanted.has(each))) rmSync(`${folder}/${file}`);
  for (const [file, content] of wanted) writeFileSync(`${folder}/${file}`, content);
}

/** All that is generated, by path below the folder. */
function filesOf(folder) {
  const texts = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  const pages = texts.map((file) => parsePage(readText(`${folder}/${file}`)));
  const whole = pages.map((page) => [`${SVG}/${page.name}.svg`, drawPage(page)]);
  const alone = pages.flatMap((page) =>
    (ALONE[page.name] ?? []).map((title) => [`${SVG}/${page.name}.${slug(title)}.svg`, drawCaseAlone(page, title)]),
  );
  return new Map([...whole, ...alone, [README, withGallery(readText(`${folder}/${README}`), pages)]]);
}

function drawnIn(folder) {
  if (!readdirSync(folder).includes(SVG)) return [];
  return readdirSync(`${folder}/${SVG}`).map((file) => `${SVG}/${file}`);
}

/** A checkout may have changed the ends of the lines. */
function readText(path) {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}

function slug(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
