import { useState } from 'preact/hooks';
import { DataTable } from '../dataTable.js';
import type { ChartData } from './chartData.js';
import { chartColumns, chartRows } from './chartRows.js';

export interface ChartTableProps {
  /** The id of the chart. */
  readonly id: string;
  readonly title: string;
  readonly data: ChartData;
}

/** The values of a chart as a table, which is drawn while it is open. */
export function ChartTable({ data, id, title }: ChartTableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`${title} as a table`}>As a table</summary>
      {isOpen && (
        <DataTable
          id={`${id}-values`}
          caption={`${title}: the values of the chart`}
          columns={chartColumns(data)}
          rows={chartRows(data)}
          keyOf={({ atMs }) => atMs}
          empty="No values yet."
        />
      )}
    </details>
  );
}
