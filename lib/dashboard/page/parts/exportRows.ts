import type { Column } from './column.js';

/** The rows as CSV (RFC 4180), one line per row after a line with the ids of the columns. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ id }) => id), ...rows.map((row) => columns.map((column) => column.value(row) ?? ''))];
  return lines.map((cells) => `${cells.map(csvField).join(',')}\r\n`).join('');
}

/** The rows as an indented JSON array of objects by the ids of the columns. */
export function toJson<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.id, column.value(row) ?? null] as const)),
  );
  return `${JSON.stringify(objects, undefined, 2)}\n`;
}

/** A text that a spreadsheet would read as a formula gets an apostrophe in front: remotes choose some of the texts. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
