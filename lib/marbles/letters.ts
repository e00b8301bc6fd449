import type { Diagram } from './diagram.js';
import { MarbleError } from './marbleErrors.js';

/** The value that each letter of a diagram represents. A key is one character other than `- | # ( ) ^ !` and blanks. */
export type Letters<V> = Readonly<Record<string, V>>;

/** Characters that have another meaning in a diagram. */
const RESERVED = /^[-|#()^!\s]$/u;

/**
 * Merges tables of letters; a later table overrides an earlier one. A value that is undefined is skipped.
 *
 * Errors with MarbleError `BAD_LETTER` for a key that cannot be a letter.
 */
export function mergeLetters(...tables: (Letters<unknown> | undefined)[]): ReadonlyMap<string, unknown> {
  const merged = new Map<string, unknown>();
  for (const table of tables) {
    for (const [letter, value] of Object.entries(table ?? {})) {
      if (Array.from(letter).length !== 1 || RESERVED.test(letter)) {
        throw new MarbleError(
          'BAD_LETTER',
          `${JSON.stringify(letter)} cannot be a letter: expected one character other than - | # ( ) ^ ! and blanks`,
        );
      }
      if (value !== undefined) merged.set(letter, value);
    }
  }
  return merged;
}

/** Errors with MarbleError `UNKNOWN_LETTER` for the first undefined letter of a diagram; the message lists the defined letters. */
export function requireDefinedLetters({ text, marbles }: Diagram, letters: ReadonlyMap<string, unknown>): void {
  const unknown = marbles.find(({ kind, symbol }) => kind === 'N' && !letters.has(symbol));
  if (unknown === undefined) return;
  const hint = /\d/.test(unknown.symbol) ? ' (a time such as 10ms needs a blank on both sides)' : '';
  throw new MarbleError(
    'UNKNOWN_LETTER',
    `${JSON.stringify(unknown.symbol)} is not defined${hint}\n\n  ${text}\n\ndefined letters: ${[...letters.keys()].sort().join(' ')}`,
  );
}
