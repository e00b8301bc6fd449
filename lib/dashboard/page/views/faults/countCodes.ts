import type { ProblemRow } from '../../../protocol/problemRow.js';
import { codeOf } from './filterFaults.js';

/** The rows with one code. */
export interface CodeCount {
  readonly code: string;
  readonly count: number;
  /** What the code means, as a sentence. */
  readonly meaning: string;
}

/** The number of rows by code, the most frequent code first. */
export function countCodes(rows: readonly ProblemRow[]): CodeCount[] {
  const byCode = new Map<string, CodeCount>();
  for (const row of rows) {
    const code = codeOf(row);
    byCode.set(code, { code, count: (byCode.get(code)?.count ?? 0) + 1, meaning: row.meaning });
  }
  return [...byCode.values()].sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}
