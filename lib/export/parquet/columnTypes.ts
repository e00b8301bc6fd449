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
