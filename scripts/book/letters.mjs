// Finds the letters that a case shows, and the letters that their definitions use.
import { readDiagram } from './diagram.mjs';
import { answersAtOnce, flowOf } from './rows.mjs';

/** @import { BookCase, Definitions } from './parsePage.mjs' */

/** Definitions that begin with these words continue with free text, which uses no letters. */
const TEXT = new Set(['reject', 'fault', 'error', 'peers']);
/** The first argument of these words is the name of a peer: a letter without a definition. */
const PEER_FIRST = new Set(['sighting', 'from']);

/**
 * The letters of a case that need a legend, in the order of the page: the letters in its rows, and the letters that their definitions
 * use. A letter without a definition represents itself.
 *
 * @param {BookCase} bookCase
 * @returns {string[]}
 */
export function lettersOf(bookCase) {
  // Iterating a Set also visits the items that are added during the iteration.
  const letters = new Set(lettersShown(bookCase).filter((letter) => bookCase.where.has(letter)));
  for (const letter of letters) {
    for (const mentioned of lettersIn(bookCase.where.get(letter), bookCase.where)) letters.add(mentioned);
  }
  return [...bookCase.where.keys()].filter((letter) => letters.has(letter));
}

/**
 * The letters that are drawn as marbles. The row `paused` is drawn as a span, so its letters are not included.
 *
 * @param {BookCase} bookCase
 * @returns {string[]}
 */
export function lettersShown(bookCase) {
  const { ins, outs } = flowOf(bookCase);
  const diagrams = [...ins, ...outs].filter((row) => row !== 'paused').map((row) => bookCase.rows.get(row));
  const agreed = ['local', 'remote'].flatMap((row) => bookCase.rows.get(row) ?? []);
  const letters = [
    ...diagrams.flatMap((text) => readDiagram(text).moments.flatMap((moment) => moment.letters)),
    ...answersAtOnce(bookCase).flatMap(([said, answers]) => [said, ...answers]),
    ...agreed,
  ];
  return [...new Set(letters)];
}

/**
 * The letters that a definition uses: `t` and `u` of `inv t u`, `h` of `header 2 after=h`.
 *
 * @param {string} definition
 * @param {Definitions} where
 * @returns {string[]}
 */
export function lettersIn(definition, where) {
  const [first, ...words] = definition.split(/ +/);
  if (TEXT.has(first)) return [];
  // A digit is a number (`tx 1`), not a letter.
  return words
    .slice(PEER_FIRST.has(first) ? 1 : 0)
    .map((word) => word.replace(/^\w+=/, ''))
    .filter((word) => /^\D$/.test(word) && where.has(word));
}
