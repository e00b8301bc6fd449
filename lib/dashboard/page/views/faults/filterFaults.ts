import type { ProblemRow } from '../../../protocol/problemRow.js';

/** The search of the user; an empty text matches all rows. */
export interface FaultFilter {
  /** A part of the address, monitor, code or reason, upper and lower case being equal. */
  readonly q: string;
  readonly kind: string;
  readonly code: string;
}

/** The name by which a row is counted: its code, or which side closed the connection. */
export function codeOf({ blame, code }: Pick<ProblemRow, 'blame' | 'code'>): string {
  return code === '' ? blame : code;
}

/** The rows that match. */
export function filterFaults(rows: readonly ProblemRow[], { code, kind, q }: FaultFilter): ProblemRow[] {
  const wanted = q.trim().toLowerCase();
  return rows.filter((row) => {
    const { address, host, meaning, monitor = '', text } = row;
    return (
      (kind === '' || row.kind === kind) &&
      (code === '' || codeOf(row) === code) &&
      [address, host, monitor, codeOf(row), text, meaning].some((each) => each.toLowerCase().includes(wanted))
    );
  });
}
