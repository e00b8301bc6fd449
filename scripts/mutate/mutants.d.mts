export interface Mutant {
  /** The `file` argument of `mutantsOf`. */
  readonly file: string;
  readonly operator: string;
  /** From 1 on. */
  readonly line: number;
  readonly lineText: string;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
}

export function mutantsOf(file: string, source: string): Mutant[];
export function mutated(source: string, mutant: Pick<Mutant, 'start' | 'end' | 'replacement'>): string;
