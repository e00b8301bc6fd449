export type Outcome = 'killed' | 'timedOut' | 'survived' | 'untested' | 'equivalent';

export interface Score extends Readonly<Record<Outcome, number>> {
  readonly folder: string;
  /** From 0 to 1. */
  readonly score: number;
}

export function scores(results: readonly { readonly file: string; readonly outcome: Outcome }[]): Score[];
export function scoreTable(rows: readonly Score[]): string[];
export function sample<T>(items: readonly T[], count: number, seed: number): T[];
