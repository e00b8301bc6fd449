import type { Diagram } from './diagram.js';
import { MarbleError } from './marbleErrors.js';

/** What letters stand for, by letter. */
export type Letters<V> = Readonly<Record<string, V>>;

/** Signs that mean something else in a diagram. */
const TAKEN = /^[-|#()^!\s]$/u;

/**
 * Joins tables, the later ones over the earlier ones; what is undefined explains nothing.
 *
 * Errors with MarbleError `BAD_LETTER` for a key that cannot stand in a diagram.
 */
export function joinLetters(...tables: (Letters<unknown> | undefined)[]): ReadonlyMap<string, unknown> {
  const joined = new Map<string, unknown>();
  for (const table of tables) {
    for (const [letter, value] of Object.entries(table ?? {})) {
      if (Array.from(letter).length !== 1 || TAKEN.test(letter)) {
        throw new MarbleError(
          'BAD_LETTER',
          `${JSON.stringify(letter)} cannot be a letter: one character expected that means nothing else`,
        );
      }
      if (value !== undefined) joined.set(letter, value);
    }
  }
  return joined;
}

/** Errors with MarbleError `UNKNOWN_LETTER`, naming the first letter of a diagram that is not explained, and those that are. */
export function requireLetters({ text, marks }: Diagram, letters: ReadonlyMap<string, unknown>): void {
  const unknown = marks.find(({ kind, sign }) => kind === 'N' && !letters.has(sign));
  if (unknown === undefined) return;
  const hint = /\d/.test(unknown.sign) ? ' (a time such as 10ms needs a blank on both sides)' : '';
  throw new MarbleError(
    'UNKNOWN_LETTER',
    `${JSON.stringify(unknown.sign)} is not explained${hint}\n\n  ${text}\n\nexplained are ${[...letters.keys()].sort().join(' ')}`,
  );
}
