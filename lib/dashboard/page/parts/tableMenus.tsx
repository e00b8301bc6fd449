import { setParams } from '../state/route.js';
import type { Column } from './column.js';
import { toCsv, toJson } from './exportRows.js';
import { Menu } from './menu.js';
import { fileName, saveText } from './saveFile.js';

interface ColumnMenuProps<Row> {
  readonly id: string;
  readonly columns: readonly Column<Row>[];
  readonly shown: readonly Column<Row>[];
}

/** Lets the user choose the columns. */
export function ColumnMenu<Row>({ id, columns, shown }: ColumnMenuProps<Row>) {
  const toggle = (column: Column<Row>): void => {
    const next = columns.filter((each) => (each === column ? !shown.includes(each) : shown.includes(each)));
    if (next.length > 0) setParams({ [`${id}-columns`]: next.map((each) => each.id).join(' ') });
  };
  return (
    <Menu name="Columns">
      {columns.map((column) => (
        <label key={column.id} class="option" title={column.explanation}>
          <input type="checkbox" checked={shown.includes(column)} onChange={() => toggle(column)} />
          {column.name}
        </label>
      ))}
      <button type="button" onClick={() => setParams({ [`${id}-columns`]: undefined })}>
        Default columns
      </button>
    </Menu>
  );
}

interface SaveMenuProps<Row> {
  readonly id: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** Saves the rows and columns that the table shows. */
export function SaveMenu<Row>({ id, columns, rows }: SaveMenuProps<Row>) {
  return (
    <Menu name="Save" label={`Save the table ${id}`}>
      <button type="button" onClick={() => saveText(fileName(id, 'csv'), 'text/csv', toCsv(rows, columns))}>
        CSV
      </button>
      <button type="button" onClick={() => saveText(fileName(id, 'json'), 'application/json', toJson(rows, columns))}>
        JSON
      </button>
    </Menu>
  );
}
