import type { Definitions } from '../../../scripts/book/parsePage.mjs';

/** The arguments of a definition, such as `70016` and `nonce=99` in `where  v = version 70016 nonce=99`. */
export interface ConstructorArguments {
  /** The arguments without `=`, in order. */
  readonly positional: readonly string[];
  /** The arguments with `=`, by name. */
  readonly named: ReadonlyMap<string, string>;
  /** Returns the value of another letter. */
  readonly valueOf: (letter: string) => unknown;
}

/** Functions that create the value of a definition, by the first word of the definition. */
export type Constructors = Readonly<Record<string, (args: ConstructorArguments) => unknown>>;

/**
 * Creates the look-up from letters to values. The value of a letter is created once.
 *
 * @param undefinedLetter returns the value of a letter without a definition
 */
export function createLetterLookup(
  definitions: Definitions,
  constructors: Constructors,
  undefinedLetter: (letter: string) => unknown,
): (letter: string) => unknown {
  const values = new Map<string, unknown>();

  function valueOf(letter: string): unknown {
    if (values.has(letter)) return values.get(letter);
    const definition = definitions.get(letter);
    if (definition === undefined) return undefinedLetter(letter);
    const [name = '', ...args] = definition.split(/ +/);
    const construct = constructors[name];
    if (construct === undefined) throw new Error(`no constructor ${name}: ${letter} = ${definition}`);
    const value = construct({
      positional: args.filter((arg) => !isNamed(arg)),
      named: new Map(args.filter(isNamed).map((arg) => arg.split('=') as [string, string])),
      valueOf(other) {
        const found = valueOf(other);
        if (found === undefined) throw new Error(`${letter} = ${definition}: ${other} is not defined`);
        return found;
      },
    });
    values.set(letter, value);
    return value;
  }

  return valueOf;
}

/** The named arguments as numbers: `sentAtMs=6 roundTripMs=2`. */
export function numbersOf({ named }: ConstructorArguments): Record<string, number> {
  return Object.fromEntries([...named].map(([name, value]) => [name, Number(value)]));
}

function isNamed(arg: string): boolean {
  return /^\w+=/.test(arg);
}
