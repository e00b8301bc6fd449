import { isSame } from './differences.js';
import type { ExpectedEvent, RecordedEvent } from './recordedEvent.js';
import type { Expectation } from './expectation.js';

/** No digits: behind a blank and before an s they would read as a time. */
const FRESH = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψω');

/** When there is no letter left. */
const NO_LETTER = '?';

/** Gives what happened its signs: the diagram's own where it is what was expected, a letter that is explained, or a fresh one. */
export class LetterAssigner {
  /** What each letter in use stands for, in the order of their first use. */
  readonly used = new Map<string, unknown>();
  private readonly explained: Map<string, unknown>;
  private readonly fresh: string[];

  constructor({ expected, letters }: Expectation) {
    // Two letters may stand for the same: the one in the diagram is better known.
    const ownFirst = expected.flatMap(({ kind, sign, value }) => (kind === 'N' ? [[sign, value] as const] : []));
    this.explained = new Map([...ownFirst, ...letters]);
    this.fresh = FRESH.filter((letter) => !this.explained.has(letter));
  }

  /** @param counterpart what was expected in its place */
  of(happening: RecordedEvent, counterpart?: ExpectedEvent): string {
    if (happening.kind !== 'N') return happening.kind === 'C' ? '|' : '#';
    const sign =
      counterpart?.kind === 'N' && isSame(happening.value, counterpart.value)
        ? counterpart.sign
        : (this.explaining(happening.value) ?? this.fresh.shift() ?? NO_LETTER);
    if (sign !== NO_LETTER) this.use(sign, happening.value);
    return sign;
  }

  use(sign: string, value: unknown): void {
    this.explained.set(sign, value);
    this.used.set(sign, this.used.get(sign) ?? value);
  }

  private explaining(value: unknown): string | undefined {
    for (const [letter, meaning] of this.explained) if (isSame(value, meaning)) return letter;
    return undefined;
  }
}
