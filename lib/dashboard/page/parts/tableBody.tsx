import type { Column } from './column.js';
import * as format from './format.js';
import type { Grouping, TableEntry } from './tableEntries.js';
import { cellClass, TableRow } from './tableRow.js';

export interface TableBodyProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** The entries that are drawn. */
  readonly entries: readonly TableEntry<Row>[];
  /** The index of the first of them among all. */
  readonly first: number;
  readonly keyOf: (row: Row) => string | number;
  readonly selected: string | number | undefined;
  readonly rowClass: ((row: Row) => string) | undefined;
  readonly grouping: Grouping<Row> | undefined;
}

/** The drawn rows of a table. */
export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { columns, entries, first, grouping, keyOf, rowClass, selected } = props;
  return (
    <>
      {entries.map((entry, i) => {
        if (entry.kind === 'group')
          return <GroupHead key={entry.key} entry={entry} columns={columns} index={first + i} grouping={grouping!} />;
        const { row } = entry;
        const key = keyOf(row);
        return (
          <TableRow
            key={entry.key}
            row={row}
            rowKey={key}
            rowIndex={first + i + 2}
            columns={columns}
            isSelected={key === selected}
            className={rowClass?.(row) ?? ''}
          />
        );
      })}
    </>
  );
}

interface GroupHeadProps<Row> {
  readonly entry: TableEntry<Row> & { readonly kind: 'group' };
  readonly columns: readonly Column<Row>[];
  readonly index: number;
  readonly grouping: Grouping<Row>;
}

/** The head of a group: its name, the number of its rows, and the totals of the columns that have one. */
function GroupHead<Row>({ columns, entry, grouping, index }: GroupHeadProps<Row>) {
  const { isClosed, name, rows } = entry;
  const firstTotal = columns.findIndex(({ total }, i) => i > 0 && total !== undefined);
  const nameColumns = firstTotal === -1 ? columns.length : firstTotal;
  return (
    <tr class="group" data-group={name} aria-rowindex={index + 2}>
      <td colSpan={nameColumns}>
        <button type="button" aria-expanded={!isClosed} onClick={() => grouping.onToggle(name)} title={name}>
          {name}
          <span class="group-count"> {format.count(rows.length)}</span>
        </button>
      </td>
      {columns.slice(nameColumns).map((column) => (
        <td key={column.id} data-column={column.id} data-name={column.name} class={cellClass(column)}>
          {column.total?.(rows)}
        </td>
      ))}
    </tr>
  );
}
