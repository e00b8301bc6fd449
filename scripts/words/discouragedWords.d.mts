export interface DiscouragedWord {
  /** Line of the first character, from 1. */
  readonly line: number;
  /** As the text has it, on one line. */
  readonly word: string;
  /** What to write instead. */
  readonly advice: string;
}

export function discouragedWords(prose: string): DiscouragedWord[];
export function parseWordList(text: string): { pattern: RegExp; advice: string }[];
