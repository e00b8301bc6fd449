import type { Definitions } from '../../../scripts/book/parsePage.mjs';

/** What stands behind the first word of a definition: `tx 1`, `version 70016 nonce=99`, `inv t u`. */
export interface Words {
  readonly words: readonly string[];
  readonly named: ReadonlyMap<string, string>;
  /** The value of another letter. */
  readonly letter: (letter: string) => unknown;
}

/** What each first word means. */
export type Vocabulary = Readonly<Record<string, (words: Words) => unknown>>;

/** Letters to their values, each made once; `unexplained` is the value of a letter without a definition. */
export function createLetters(
  where: Definitions,
  vocabulary: Vocabulary,
  unexplained: (letter: string) => unknown,
): (letter: string) => unknown {
  const values = new Map<string, unknown>();

  function valueOf(letter: string): unknown {
    if (values.has(letter)) return values.get(letter);
    const definition = where.get(letter);
    if (definition === undefined) return unexplained(letter);
    const [first = '', ...rest] = definition.split(/ +/);
    const make = vocabulary[first];
    if (make === undefined) throw new Error(`the vocabulary has no word ${first}: ${letter} = ${definition}`);
    const value = make({
      words: rest.filter((word) => !isNamed(word)),
      named: new Map(rest.filter(isNamed).map((word) => word.split('=') as [string, string])),
      letter(other) {
        const found = valueOf(other);
        if (found === undefined) throw new Error(`${letter} = ${definition}: ${other} is not explained`);
        return found;
      },
    });
    values.set(letter, value);
    return value;
  }

  return valueOf;
}

/** `sentAtMs=6 roundTripMs=2` */
export function numbersOf({ named }: Words): Record<string, number> {
  return Object.fromEntries([...named].map(([name, value]) => [name, Number(value)]));
}

function isNamed(word: string): boolean {
  return /^\w+=/.test(word);
}
