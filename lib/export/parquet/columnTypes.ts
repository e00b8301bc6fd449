import type { SchemaElement } from 'hyparquet';

/** The types of columns, with the type of their values in a row. */
export interface ColumnValues {
  /** UTF-8 text. */
  text: string;
  /** A signed integer of 32 bits. */
  integer: number;
  /** A signed integer of 64 bits. */
  long: number;
  /** An unsigned integer of 64 bits. */
  unsignedLong: bigint;
  /** A floating-point number of 64 bits. */
  double: number;
  /** A time of day, in milliseconds since 1970; stored in whole microseconds. Outside the range of Date it is stored as NULL. */
  timestamp: number;
  /** Bytes. */
  bytes: Uint8Array;
}

/** The type of a column. The question mark: a value may be NULL. */
export type ColumnType = keyof ColumnValues | `${keyof ColumnValues}?`;

/** The columns of a table, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;

/** A row of a table with these columns. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends keyof ColumnValues
    ? ColumnValues[C[K]]
    : C[K] extends `${infer T extends keyof ColumnValues}?`
      ? ColumnValues[T] | undefined
      : never;
};

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
