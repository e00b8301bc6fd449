import { isSame } from './differences.js';
import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';
import type { Expectation } from './expectation.js';

/** Letters for values that no letter is defined for. No digits: `-1s` in a diagram would read as a time. */
const SPARE_LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψω');

/** The symbol of a value after all spare letters are used. */
const NO_LETTER = '?';

/**
 * Chooses the symbol that a report shows for each recorded event. If the value is the expected one, this is the letter of the diagram;
 * otherwise a letter that is defined for an equal value; otherwise the next spare letter.
 */
export class LetterAssigner {
  /** The value of each letter in use, in the order of first use. */
  readonly usedLetters = new Map<string, unknown>();
  private readonly valuesByLetter: Map<string, unknown>;
  private readonly spareLetters: string[];

  constructor({ expected, letters }: Expectation) {
    // Two letters may represent equal values: prefer the one that the diagram uses.
    const diagramFirst = expected.flatMap(({ kind, symbol, value }) =>
      kind === 'N' ? [[symbol, value] as const] : [],
    );
    this.valuesByLetter = new Map([...diagramFirst, ...letters]);
    this.spareLetters = SPARE_LETTERS.filter((letter) => !this.valuesByLetter.has(letter));
  }

  /** @param counterpart the event that was expected in place of this one */
  symbolFor(event: RecordedEvent, counterpart?: ExpectedEvent): string {
    if (event.kind !== 'N') return event.kind === 'C' ? '|' : '#';
    const letter =
      counterpart?.kind === 'N' && isSame(event.value, counterpart.value)
        ? counterpart.symbol
        : (this.definedLetterFor(event.value) ?? this.spareLetters.shift() ?? NO_LETTER);
    if (letter !== NO_LETTER) this.markUsed(letter, event.value);
    return letter;
  }

  /** Adds the letter to the legend. */
  markUsed(letter: string, value: unknown): void {
    this.valuesByLetter.set(letter, value);
    this.usedLetters.set(letter, this.usedLetters.get(letter) ?? value);
  }

  private definedLetterFor(value: unknown): string | undefined {
    for (const [letter, defined] of this.valuesByLetter) if (isSame(value, defined)) return letter;
    return undefined;
  }
}
