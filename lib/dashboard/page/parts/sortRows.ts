import type { Column } from './column.js';

/** How a table is sorted. */
export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** `-height` sorts by the column `height` from the greatest, `height` from the least. */
export function parseSort(text: string): Sort {
  const isDescending = text.startsWith('-');
  return { column: isDescending ? text.slice(1) : text, isDescending };
}

export function formatSort({ column, isDescending }: Sort): string {
  return isDescending ? `-${column}` : column;
}

/** The order after a click on the head of a column: from the greatest number or the first text, then the other way round. */
export function nextSort<Row>({ id, isNumber }: Column<Row>, before: Sort): Sort {
  const isDescending = id === before.column ? !before.isDescending : isNumber === true;
  return { column: id, isDescending };
}

/** The rows in this order; rows without a value are last in both directions. Rows of equal value keep their order. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): Row[] {
  const column = columns.find(({ id }) => id === sort.column);
  if (column === undefined) return [...rows];
  const sign = sort.isDescending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : COLLATOR.compare(String(a), String(b));
}

const COLLATOR = new Intl.Collator('en', { numeric: true });
