import type { Exception } from './exceptions.mjs';
import type { Group, Row } from './matrix.mjs';

/** One tool and one program. */
export interface Cell {
  /** Row and column, such as `bun/v2`. */
  name: string;
  group: string;
  row: Row;
  column: string;
  /** Present if the cell is expected not to work. */
  exception: Exception | undefined;
}

export function cellsOf(
  options?: { isShort?: boolean; only?: readonly string[] },
  matrix?: readonly Group[],
  exceptions?: Readonly<Record<string, Exception>>,
): Cell[];
