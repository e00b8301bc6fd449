import type { PeerRow } from '../../../protocol/peerRow.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';

/** The sum of a figure of these peers. */
export function sumOf(rows: readonly PeerRow[], value: (row: PeerRow) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}

/** A column of bytes, whose groups show the sum. */
export function bytesColumn(
  id: string,
  name: string,
  what: string,
  bytesOf: (row: PeerRow) => number,
): Column<PeerRow> {
  return {
    id,
    name,
    explanation: `${what}, headers of messages included`,
    isNumber: true,
    fromPx: 1000,
    value: bytesOf,
    text: (row) => format.bytes(bytesOf(row)),
    total: (rows) => format.bytes(sumOf(rows, bytesOf)),
  };
}
