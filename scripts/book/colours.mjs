// Which marble has which colour.
import { lettersOf, lettersShown } from './letters.mjs';

/** @import { Page } from './parsePage.mjs' */

/**
 * Told apart by all kinds of colour vision, and black or white on each can be read. Source: Okabe and Ito, Color Universal Design,
 * with a grey of our own for the eighth, their black.
 */
export const PALETTE = [
  { fill: '#56b4e9', letter: '#000' },
  { fill: '#e69f00', letter: '#000' },
  { fill: '#009e73', letter: '#000' },
  { fill: '#cc79a7', letter: '#000' },
  { fill: '#f0e442', letter: '#000' },
  { fill: '#0072b2', letter: '#fff' },
  { fill: '#d55e00', letter: '#000' },
  { fill: '#a5acb3', letter: '#000' },
];

/**
 * One colour a letter, the same on the whole page: one that no letter beside it in any case has, or else the one that the fewest
 * have.
 *
 * @param {Page} page
 * @returns {Map<string, number>} indexes into PALETTE
 */
export function colourLetters(page) {
  const cases = page.cases.map((bookCase) => [...new Set([...lettersShown(bookCase), ...lettersOf(bookCase)])]);
  const colours = new Map();
  for (const letter of new Set(cases.flat())) {
    const beside = cases.filter((letters) => letters.includes(letter)).flat();
    const taken = PALETTE.map((_, colour) => beside.filter((other) => colours.get(other) === colour).length);
    colours.set(letter, taken.indexOf(Math.min(...taken)));
  }
  return colours;
}
