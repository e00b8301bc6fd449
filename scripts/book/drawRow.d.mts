import type { Diagram } from './diagram.mjs';
import type { TimeLayout } from './timeLayout.mjs';

/** One horizontal part of a case: a row, or the box between the rows. */
export interface Lane {
  readonly height: number;
  /** Distance from the upper edge to y = 0 of the body, which is the line of a row. */
  readonly middle: number;
  readonly body: readonly string[];
  /** Shaded over the height of all lanes. */
  readonly spans?: readonly { readonly fromX: number; readonly toX: number }[];
}

export interface Row {
  readonly name: string;
  readonly diagram: Diagram;
  readonly time: TimeLayout;
  /** The text beside `#`. */
  readonly error: string;
  readonly leavesMs?: number | undefined;
  readonly joinsMs?: number | undefined;
}

export function drawRow(row: Row): Lane;
