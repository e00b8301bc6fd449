import type { Column } from '../column.js';
import * as format from '../format.js';
import type { ChartData } from './chartData.js';

/** One time of a chart: the row of its table. */
export interface ChartRow {
  readonly atMs: number;
  /** By the index of the curve. */
  readonly values: readonly (number | null)[];
}

/** The data of a chart as a table, including hidden curves: one row for each time, the newest first. */
export function chartRows({ curves, fromMs, timesMs, toMs }: ChartData): ChartRow[] {
  return timesMs
    .map((atMs, i) => ({ atMs, values: curves.map(({ values }) => values[i] ?? null) }))
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .reverse();
}

/** The columns of this table: the time as ISO 8601 in saved files, and one column for each curve. */
export function chartColumns({ curves, format: formatValue, fromMs, toMs }: ChartData): Column<ChartRow>[] {
  const isLong = toMs - fromMs >= 86_400_000;
  return [
    {
      id: 'time',
      name: 'Time',
      explanation: 'The start of the time that the values are of',
      value: ({ atMs }) => new Date(atMs).toISOString(),
      text: ({ atMs }) => (isLong ? new Date(atMs).toLocaleString('en-GB') : format.clock(atMs)),
    },
    ...curves.map(({ explanation, id, name }, i): Column<ChartRow> => ({
      id,
      name,
      explanation: explanation ?? `The values of ${name}`,
      isNumber: true,
      value: ({ values }) => values[i] ?? undefined,
      text: ({ values }) => (values[i] === null || values[i] === undefined ? '–' : formatValue(values[i])),
    })),
  ];
}
