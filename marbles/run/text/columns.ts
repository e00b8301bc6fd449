import { formatDuration } from '../../../lib/marbles/formatTime.js';

/** What one row shows at one time: letters, `|`, `#`, or a mark. */
export interface RowMoment {
  /** Virtual time in milliseconds. */
  readonly atMs: number;
  /** At least one symbol, in order. */
  readonly symbols: readonly string[];
}

/** The content of one row. */
export interface RowContent {
  /** In the order of time. */
  readonly moments: readonly RowMoment[];
  /** The length of the row in milliseconds. An event after it makes the row longer. */
  readonly lengthMs: number;
}

/** Rows as text, in which the same time has the same column. */
export interface Columns {
  /** One text for each row. Blanks at its end are removed. */
  readonly texts: readonly string[];
  /** The first column of each time at which a row has an event. */
  readonly columns: ReadonlyMap<number, number>;
  /** False if an event follows a group so soon that diagram syntax cannot express its time: it is shown too late. */
  readonly isToScale: boolean;
}

/** A longer time without events in any row is written as a time such as ` 10m `. */
const MAX_DASHES = 30;

/** Writes rows, one column per millisecond. A row that is to scale is a valid diagram. */
export function layOutColumns(rows: readonly RowContent[]): Columns {
  const drawn = rows.map((row) => ({ ...row, cells: [] as string[], endMs: endOf(row) }));
  const columns = new Map<number, number>();
  let [fromMs, fromColumn, isToScale] = [0, 0, true];

  function pad(toColumn: number, text = '-'): void {
    for (const { cells, endMs } of drawn) {
      while (cells.length < toColumn) cells.push(fromMs < endMs ? text : ' ');
    }
  }

  /** Writes this time, which no row uses, from this column on. @returns the column after it */
  function skip(restMs: number, reach: number): number {
    pad(reach);
    const text = ` ${formatDuration(restMs)} `;
    for (const { cells, endMs } of drawn) cells.push(...Array.from(fromMs < endMs ? text : ' '.repeat(text.length)));
    return reach + text.length;
  }

  for (const atMs of timesOf(drawn)) {
    const starting = drawn.flatMap((row) => {
      const moment = row.moments.find((each) => each.atMs === atMs);
      return moment === undefined ? [] : [{ row, cell: cellOf(moment) }];
    });
    const reach = Math.max(fromColumn, ...drawn.map(({ cells }) => cells.length));
    const restMs = atMs - fromMs - (reach - fromColumn);
    let column = fromColumn + atMs - fromMs;
    if (restMs > MAX_DASHES) column = skip(restMs, reach);
    else {
      const scaled = column;
      column = Math.max(Math.ceil(scaled), ...starting.map(({ row }) => row.cells.length));
      pad(Math.floor(scaled));
      pad(column, ' ');
      if (column !== scaled) isToScale = false;
    }
    for (const { row, cell } of starting) row.cells.push(...cell);
    if (starting.length > 0) columns.set(atMs, column);
    [fromMs, fromColumn] = [atMs, column];
  }
  return { texts: drawn.map(({ cells }) => cells.join('').trimEnd()), columns, isToScale };
}

/** Number of columns that these symbols of one time take. */
export function widthOf(symbols: readonly string[]): number {
  return symbols.length > 1 ? symbols.length + 2 : symbols.length;
}

function cellOf({ symbols }: RowMoment): readonly string[] {
  return symbols.length > 1 ? ['(', ...symbols, ')'] : symbols;
}

function endOf({ moments, lengthMs }: RowContent): number {
  const last = moments.at(-1);
  return last === undefined ? lengthMs : Math.max(lengthMs, last.atMs + widthOf(last.symbols));
}

/** The times at which a row has an event or ends, in order. */
function timesOf(rows: readonly (RowContent & { readonly endMs: number })[]): number[] {
  const times = rows.flatMap(({ moments, endMs }) => [...moments.map(({ atMs }) => atMs), endMs]);
  return [...new Set(times)].sort((a, b) => a - b);
}
