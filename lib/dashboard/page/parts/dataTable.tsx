import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { param, setParams } from '../state/route.js';
import type { Column } from './column.js';
import { fixColumns } from './fixColumns.js';
import * as format from './format.js';
import { shownColumns, TABLE_PX } from './shownColumns.js';
import { formatSort, nextSort, parseSort, sortRows, type Sort } from './sortRows.js';
import { TableBody } from './tableBody.js';
import { tableEntries, type Grouping } from './tableEntries.js';
import { ColumnMenu, SaveMenu } from './tableMenus.js';
import { useRowShortcuts } from './useRowShortcuts.js';
import { useRowWindow } from './virtualRows.js';
import { windowWidth } from './windowWidth.js';

/** The height of a row; equal to `--row` in the style sheet. */
export const ROW_PX = 34;
/** Cards that are drawn at first, and that a click adds. */
const CARDS_PER_CLICK = 50;

export interface DataTableProps<Row> {
  /** Unique within the view: names the table in the URL and in exported files. */
  readonly id: string;
  /** The name for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** The rows, filtered by the caller, in the order of equal values. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** As in the URL, such as `-height`. Default: the order of `rows`. */
  readonly defaultSort?: string;
  /** Shown instead of the table if it has no rows. */
  readonly empty: string;
  /** The class of a row. */
  readonly rowClass?: (row: Row) => string;
  /** The key of the row that is marked. */
  readonly selected?: string | number | undefined;
  /** The user has chosen a row by `j` and `k`. */
  readonly onSelect?: (row: Row) => void;
  /** The user has pressed Enter on the chosen row. */
  readonly onOpen?: (row: Row) => void;
  /** True for a row that is above the others in any order. */
  readonly isFirst?: (row: Row) => boolean;
  /** How the rows are grouped. Default: they are not. */
  readonly grouping?: Grouping<Row> | undefined;
  /** Shown in front of the menus. */
  readonly tools?: preact.ComponentChildren;
}

/**
 * A table that can be sorted, whose columns can be chosen, and whose rows can be saved. Order and columns are parameters of the URL. Draws only the
 * visible rows, so that it can have thousands; on narrow screens each row is a card.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, empty, grouping, id, isFirst, keyOf, onOpen, onSelect, rowClass, rows, selected, tools } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const [cards, setCards] = useState(CARDS_PER_CLICK);
  const sortText = param(`${id}-sort`) || (props.defaultSort ?? '');
  const sort = parseSort(sortText);
  const columnText = param(`${id}-columns`);
  const shown = useMemo(
    () => shownColumns(columns, columnText, windowWidth.value),
    [columns, columnText, windowWidth.value],
  );
  // Scrolling changes none of these.
  const { sorted, entries, positions } = useMemo(() => {
    const inOrder = firstRows(sortRows(rows, columns, sort), isFirst);
    const all = tableEntries(inOrder, keyOf, grouping);
    const ofRows = all.flatMap((entry, at) => (entry.kind === 'row' ? [{ row: entry.row, at }] : []));
    return { sorted: inOrder, entries: all, positions: ofRows };
  }, [rows, columns, sortText, isFirst, grouping]);
  const rowsWindow = useRowWindow(scroller, entries.length, ROW_PX);
  // The height of a card depends on its texts: cards are added by a button instead of by scrolling.
  const isCards = windowWidth.value < TABLE_PX;
  const { first, end } = isCards ? { first: 0, end: Math.min(cards, entries.length) } : rowsWindow;
  useLayoutEffect(() => {
    if (table.current !== null) fixColumns(table.current);
  }, [sorted, shown, windowWidth.value]);
  const select = (i: number): void => {
    const { at, row } = positions[i]!;
    onSelect?.(row);
    scrollToRow(scroller.current, at);
  };
  useRowShortcuts({
    count: positions.length,
    index: positions.findIndex(({ row }) => keyOf(row) === selected),
    onSelect: onSelect && select,
    onOpen: onOpen && ((i) => onOpen(positions[i]!.row)),
  });
  return (
    <>
      <div class="table-tools">
        {tools}
        <ColumnMenu id={id} columns={columns} shown={shown} />
        <SaveMenu id={id} columns={shown} rows={sorted} />
      </div>
      {sorted.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={caption} ref={scroller}>
          <table class="data" id={id} ref={table} aria-rowcount={entries.length + 1}>
            <caption class="hidden">{caption}</caption>
            <thead>
              <tr aria-rowindex={1}>
                {shown.map((column) => (
                  <ColumnHead key={column.id} table={id} column={column} sort={sort} />
                ))}
              </tr>
            </thead>
            <tbody>
              <Spacer rows={first} columns={shown.length} />
              <TableBody
                columns={shown}
                entries={entries.slice(first, end)}
                {...{ first, grouping, keyOf, rowClass, selected }}
              />
              {!isCards && <Spacer rows={entries.length - end} columns={shown.length} />}
            </tbody>
          </table>
          {isCards && end < entries.length && (
            <button type="button" class="more" onClick={() => setCards(cards + CARDS_PER_CLICK)}>
              Show more: {format.count(entries.length - end)} are not shown
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** Moves the rows for which `isFirst` is true to the front. Both parts keep their order. */
function firstRows<Row>(rows: readonly Row[], isFirst: ((row: Row) => boolean) | undefined): readonly Row[] {
  if (isFirst === undefined) return rows;
  return [...rows.filter((row) => isFirst(row)), ...rows.filter((row) => !isFirst(row))];
}

/** Takes the place of rows that are not drawn. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * ROW_PX}px` }} />
    </tr>
  );
}

interface ColumnHeadProps<Row> {
  readonly table: string;
  readonly column: Column<Row>;
  readonly sort: Sort;
}

function ColumnHead<Row>({ table, column, sort }: ColumnHeadProps<Row>) {
  const isSorted = column.id === sort.column;
  const order = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" aria-sort={order} class={column.isNumber === true ? 'number' : ''} data-column={column.id}>
      <button
        type="button"
        title={column.explanation}
        onClick={() => setParams({ [`${table}-sort`]: formatSort(nextSort(column, sort)) })}
      >
        {column.name}
      </button>
    </th>
  );
}

function scrollToRow(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const top = index * ROW_PX;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  // The head covers one row.
  else if (top + 2 * ROW_PX > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + 2 * ROW_PX - scroller.clientHeight;
}
