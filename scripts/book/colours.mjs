// Assigns a colour to each letter of a page.
import { lettersOf, lettersShown } from './letters.mjs';

/** @import { Page } from './parsePage.mjs' */

/**
 * Colours that people with any colour vision can distinguish, each with the letter colour that is legible on it. Source: Okabe and Ito,
 * Color Universal Design; their eighth colour, black, is replaced by grey.
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
 * One colour per letter, the same on the whole page. A letter gets the colour that the fewest letters of its cases have, if possible none.
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
