import type { SequenceLine } from '../../../protocol/sequence.js';
import * as format from '../../parts/format.js';

/** A longer time between two shown messages gets a row of its own. */
export const MIN_GAP_MS = 2000;

/** A row of the diagram: a message, or the time that passed between two messages. */
export type DiagramRow =
  | {
      readonly kind: 'line';
      readonly line: SequenceLine;
      /** Its place among the shown messages, from 1. */
      readonly position: number;
      /** The text of the gap in front of it, for screen readers. */
      readonly afterGap?: string;
    }
  | { readonly kind: 'gap'; readonly text: string; /** The line after the gap. */ readonly before: number };

/** The rows of these lines, with gaps of at least MIN_GAP_MS. */
export function diagramRows(lines: readonly SequenceLine[]): DiagramRow[] {
  const rows: DiagramRow[] = [];
  let previous: SequenceLine | undefined;
  for (const [i, line] of lines.entries()) {
    const text = previous === undefined ? undefined : gapText(previous, line);
    if (text !== undefined) rows.push({ kind: 'gap', text, before: line.number });
    rows.push({ kind: 'line', line, position: i + 1, ...(text === undefined ? {} : { afterGap: text }) });
    previous = line;
  }
  return rows;
}

/** The number of the line to which a row belongs. */
export function numberOf(row: DiagramRow): number {
  return row.kind === 'line' ? row.line.number : row.before;
}

/** The index of the first row that belongs to this line or a later one; the number of rows if there is none. */
export function indexFrom(rows: readonly DiagramRow[], number: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(rows[middle]!) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the row of this line; undefined if it is not shown. */
export function indexOfLine(rows: readonly DiagramRow[], number: number): number | undefined {
  const index = indexFrom(rows, number);
  // A gap is the row in front of its line.
  const found = rows[index]?.kind === 'gap' ? index + 1 : index;
  const row = rows[found];
  return row !== undefined && numberOf(row) === number ? found : undefined;
}

/** `12 s of silence`; if the filter hides messages, `12 s, 3 messages not shown`. */
function gapText(before: SequenceLine, after: SequenceLine): string | undefined {
  const ms = after.atMs - before.atMs;
  if (ms < MIN_GAP_MS) return undefined;
  const hidden = after.number - before.number - 1;
  if (hidden === 0) return `${format.duration(ms)} of silence`;
  return `${format.duration(ms)}, ${format.count(hidden)} ${hidden === 1 ? 'message' : 'messages'} not shown`;
}
