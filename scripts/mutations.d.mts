export interface CorpusEntry {
  command: string;
  payload: Uint8Array;
}

export interface Random {
  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number;
  oneOf<T>(items: readonly T[]): T;
}

export function randomOf(seed: number, iteration: number): Random;
export function sortBySize<E extends CorpusEntry>(entries: readonly E[]): E[];
export function pick<E extends CorpusEntry>(random: Random, corpus: readonly E[]): E;
export function mutate(random: Random, payload: Uint8Array, corpus: readonly CorpusEntry[]): Uint8Array;
