/** Letters that are used first. Digits, `m` and `s` are missing: in a diagram they could be read as a duration. */
const PREFERRED_LETTERS = 'abcdefghijklnopqrtuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Code points that are used after that: first Greek, Cyrillic and extended Latin, which are as wide as the letters above in a monospaced
 * font, then further alphabets and CJK.
 */
const FALLBACK_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x3b1, 0x3c9],
  [0x410, 0x44f],
  [0x100, 0x2af],
  [0x450, 0x481],
  [0x531, 0x556],
  [0x4e00, 0x9fff],
];

/** Assigns a letter of the diagram to each message; equal messages get the same letter. */
export class LetterAssigner {
  private readonly letters = new Map<string, string>();
  private readonly usedLetters = new Set<string>();
  private readonly fallbackLetters = lettersIn(FALLBACK_RANGES);

  /**
   * @param key equal for equal messages
   * @param command its first unused letter is preferred
   */
  letterFor(key: string, command: string): string {
    const known = this.letters.get(key);
    if (known !== undefined) return known;
    const letter = this.unusedLetter(command);
    this.letters.set(key, letter);
    this.usedLetters.add(letter);
    return letter;
  }

  private unusedLetter(command: string): string {
    const ofCommand = Array.from(command).flatMap((letter) => [letter.toLowerCase(), letter.toUpperCase()]);
    const preferred = [...ofCommand, ...Array.from(PREFERRED_LETTERS)].find(
      (letter) => PREFERRED_LETTERS.includes(letter) && !this.usedLetters.has(letter),
    );
    return preferred ?? this.fallbackLetters.next().value!;
  }
}

function* lettersIn(ranges: typeof FALLBACK_RANGES): Generator<string, undefined> {
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code++) yield String.fromCodePoint(code);
  }
  return undefined;
}
