import { Component } from 'preact';
import { cellText, type Column } from './column.js';

export interface TableRowProps<Row> {
  readonly row: Row;
  readonly rowKey: string | number;
  /** Counts the rows of the table from 1, its head included. */
  readonly rowIndex: number;
  readonly columns: readonly Column<Row>[];
  readonly isSelected: boolean;
  readonly className: string;
}

/** A row of data. It is drawn again only if one of its properties changes: scrolling draws the new rows only. */
export class TableRow<Row> extends Component<TableRowProps<Row>> {
  override shouldComponentUpdate(next: Readonly<TableRowProps<Row>>): boolean {
    const { props } = this;
    return (Object.keys(next) as (keyof TableRowProps<Row>)[]).some((name) => next[name] !== props[name]);
  }

  render() {
    const { className, columns, isSelected, row, rowIndex, rowKey } = this.props;
    return (
      <tr
        data-key={rowKey}
        aria-rowindex={rowIndex}
        aria-current={isSelected ? 'true' : undefined}
        class={className === '' ? undefined : className}
      >
        {columns.map((column) => (
          <td key={column.id} data-column={column.id} data-name={column.name} class={cellClass(column)}>
            {column.cell?.(row) ?? cellText(column, row)}
          </td>
        ))}
      </tr>
    );
  }
}

/** The class of the cells of a column. */
export function cellClass<Row>({ isNumber }: Column<Row>): string {
  return isNumber === true ? 'number' : '';
}
