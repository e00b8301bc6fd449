import type { SchemaElement } from 'hyparquet';
import type { Columns, ColumnType, ColumnValues } from './columnTypes.js';

/** The schema of a table in the terms of the Parquet format. */
export function schemaOf(columns: Columns): SchemaElement[] {
  const entries = Object.entries(columns);
  return [
    { name: 'root', num_children: entries.length },
    ...entries.map(([name, type]): SchemaElement => ({
      name,
      ...PHYSICAL[baseOf(type)],
      // Every recorded time can be outside the range of Date.
      repetition_type: type.endsWith('?') || type === 'timestamp' ? 'OPTIONAL' : 'REQUIRED',
    })),
  ];
}

/** Source: Parquet's LogicalTypes.md. The converted type is for readers that do not know the logical one. */
const PHYSICAL: Readonly<Record<keyof ColumnValues, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT32' },
  long: { type: 'INT64' },
  unsignedLong: { type: 'INT64', converted_type: 'UINT_64' },
  double: { type: 'DOUBLE' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  bytes: { type: 'BYTE_ARRAY' },
};

/** A value of a row as the writer takes it. */
export function storedValue(type: ColumnType, value: unknown): unknown {
  if (value === undefined) return undefined;
  switch (baseOf(type)) {
    case 'timestamp':
      return microseconds(value as number);
    case 'long':
      return BigInt(value as number);
    default:
      return value;
  }
}

function baseOf(type: ColumnType): keyof ColumnValues {
  return (type.endsWith('?') ? type.slice(0, -1) : type) as keyof ColumnValues;
}

/** The range of an ECMAScript Date. */
const MAX_DATE_MS = 8.64e15;

function microseconds(atMs: number): bigint | undefined {
  if (!(Math.abs(atMs) <= MAX_DATE_MS)) return undefined;
  const wholeMs = Math.floor(atMs);
  return BigInt(wholeMs) * 1000n + BigInt(Math.round((atMs - wholeMs) * 1000));
}
