import type { Diagram } from './diagram.mjs';
import type { TimeLayout } from './timeLayout.mjs';

/** What stands beneath one another in a case: rows, and the box between them. */
export interface Lane {
  readonly height: number;
  /** From its upper edge to where y is 0 in the body: to the line, of a row. */
  readonly middle: number;
  readonly body: readonly string[];
  /** Shaded through all the lanes. */
  readonly spans?: readonly { readonly fromX: number; readonly toX: number }[];
}

export interface Row {
  readonly name: string;
  readonly diagram: Diagram;
  readonly time: TimeLayout;
  /** What is written beside `#`. */
  readonly error: string;
  readonly leavesMs?: number | undefined;
  readonly joinsMs?: number | undefined;
}

export function drawRow(row: Row): Lane;
