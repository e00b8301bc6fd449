import type { ComponentChildren } from 'preact';

/** A column of a table. */
export interface Column<Row> {
  /** Names the column in the URL and in exported files. */
  readonly id: string;
  readonly name: string;
  /** What the figure means, shown when the pointer rests on the head. */
  readonly explanation: string;
  /** The value to sort by and to export; undefined if the row has none, which sorts last. */
  readonly value: (row: Row) => string | number | undefined;
  /** The text of the cell. Default: the value, or a dash. */
  readonly text?: (row: Row) => string;
  /** The content of the cell, if it is more than its text. */
  readonly cell?: (row: Row) => ComponentChildren;
  /** Numbers are aligned at the right, and are first sorted from the greatest. */
  readonly isNumber?: boolean;
  /** True if the column is shown only after the user has chosen it. */
  readonly isOptional?: boolean;
  /** The width of the window, in pixels, from which the column is shown unless the user has chosen others. Default 0. */
  readonly fromPx?: number;
  /** The text in the head of a group: a sum or a median of its rows. */
  readonly total?: (rows: readonly Row[]) => string;
}

/** The text of a cell. */
export function cellText<Row>(column: Column<Row>, row: Row): string {
  return column.text?.(row) ?? String(column.value(row) ?? '–');
}
