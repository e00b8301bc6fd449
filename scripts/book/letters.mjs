// Which letters a case shows, and which of them explain others.
import { readDiagram } from './diagram.mjs';
import { answersAtOnce, flowOf } from './rows.mjs';

/** @import { BookCase, Definitions } from './parsePage.mjs' */

/** What stands behind these is text, where a single letter is none of ours. */
const TEXT = new Set(['reject', 'fault', 'error', 'peers']);
/** Behind these stands a peer first, who is called by a letter that explains nothing. */
const PEER_FIRST = new Set(['sighting', 'from']);

/**
 * The letters of a case that need a legend, in the order of the page: those in its rows, and those that these are made of. A letter
 * that nothing explains stands for itself.
 *
 * @param {BookCase} bookCase
 * @returns {string[]}
 */
export function lettersOf(bookCase) {
  // A Set iterates in insertion order, and over what is added meanwhile.
  const letters = new Set(lettersShown(bookCase).filter((letter) => bookCase.where.has(letter)));
  for (const letter of letters) {
    for (const mentioned of lettersIn(bookCase.where.get(letter), bookCase.where)) letters.add(mentioned);
  }
  return [...bookCase.where.keys()].filter((letter) => letters.has(letter));
}

/**
 * The letters that are drawn as marbles. Those of `paused` are not: it is drawn as a span.
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
 * The letters that a definition names: `t` and `u` of `inv t u`, `h` of `header 2 after=h`.
 *
 * @param {string} definition
 * @param {Definitions} where
 * @returns {string[]}
 */
export function lettersIn(definition, where) {
  const [first, ...words] = definition.split(/ +/);
  if (TEXT.has(first)) return [];
  // A digit is a number: `tx 1`.
  return words
    .slice(PEER_FIRST.has(first) ? 1 : 0)
    .map((word) => word.replace(/^\w+=/, ''))
    .filter((word) => /^\D$/.test(word) && where.has(word));
}
