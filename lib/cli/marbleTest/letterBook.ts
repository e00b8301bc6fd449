/** Letters that stand well in a diagram: neither digits nor m and s, beside which a time could be misread. */
const PLAIN = 'abcdefghijklnopqrtuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Where these are used up: Greek, Cyrillic, extended Latin, as wide as the others; then what is left of the alphabets. */
const OTHERS: readonly (readonly [first: number, last: number])[] = [
  ...([
    [0x3b1, 0x3c9],
    [0x410, 0x44f],
    [0x100, 0x2af],
    [0x450, 0x481],
    [0x531, 0x556],
    [0x4e00, 0x9fff],
  ] as const),
];

/** Gives each thing that is said a letter, the same thing the same one. */
export class LetterBook {
  private readonly letters = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly others = lettersIn(OTHERS);

  /**
   * @param key what makes it the same thing
   * @param command of whose letters the first that is free is taken
   */
  letterFor(key: string, command: string): string {
    const known = this.letters.get(key);
    if (known !== undefined) return known;
    const letter = this.freeLetter(command);
    this.letters.set(key, letter);
    this.taken.add(letter);
    return letter;
  }

  private freeLetter(command: string): string {
    const wanted = Array.from(command).flatMap((sign) => [sign.toLowerCase(), sign.toUpperCase()]);
    const plain = [...wanted, ...Array.from(PLAIN)].find((sign) => PLAIN.includes(sign) && !this.taken.has(sign));
    return plain ?? this.others.next().value!;
  }
}

function* lettersIn(ranges: typeof OTHERS): Generator<string, undefined> {
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code++) yield String.fromCodePoint(code);
  }
  return undefined;
}
