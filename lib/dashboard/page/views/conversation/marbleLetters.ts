/** Letters that are used first. Digits, `m` and `s` are missing: in a diagram they could be read as a duration. */
const PREFERRED = 'abcdefghijklnopqrtuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The first letter after the predefined ones: a range of Chinese characters, far larger than the number of lines of a conversation. */
const FIRST_FURTHER = 0x4e00;

/** Assigns a letter of a marble diagram to each message; equal messages get the same letter. */
export class MarbleLetters {
  private readonly letters = new Map<string, string>();
  private readonly used = new Set<string>();
  private further = 0;

  /**
   * @param key equal for equal messages
   * @param command its first unused letter is preferred
   */
  letterFor(key: string, command: string): string {
    const known = this.letters.get(key);
    if (known !== undefined) return known;
    const wanted = Array.from(command).flatMap((each) => [each.toLowerCase(), each.toUpperCase()]);
    const free = [...wanted, ...Array.from(PREFERRED)].find((each) => PREFERRED.includes(each) && !this.used.has(each));
    const letter = free ?? String.fromCodePoint(FIRST_FURTHER + this.further++);
    this.letters.set(key, letter);
    this.used.add(letter);
    return letter;
  }
}
