import { signal, type Signal } from '@preact/signals';
import { TABLE_NAMES, type RowKey, type TableDelta, type TableName, type Tables } from '../../protocol/table.js';

/** The rows of a table by key. */
export type Rows<Row> = ReadonlyMap<RowKey, Row>;

/** The tables as the page has them. A table changes by a new map, and a row by a new object. */
export class Store {
  /** The time at which the program that sends the data was started; undefined before the first update. */
  readonly run = signal<number | undefined>(undefined);
  private readonly tables: { readonly [Name in TableName]: Signal<Rows<Tables[Name]>> };

  constructor() {
    const created = TABLE_NAMES.map((name) => [name, signal(new Map())]);
    this.tables = Object.fromEntries(created) as typeof this.tables;
  }

  /** The rows of a table; a component that reads them is drawn again when they change. */
  rows<Name extends TableName>(name: Name): Rows<Tables[Name]> {
    return this.tables[name].value;
  }

  /** The rows of a table as a list. */
  list<Name extends TableName>(name: Name): Tables[Name][] {
    return [...this.rows(name).values()];
  }

  /** The program's row; undefined before the first update. */
  get program(): Tables['program'] | undefined {
    return this.rows('program').get(0);
  }

  apply(deltas: { readonly [Name in TableName]?: TableDelta<Tables[Name]> }): void {
    for (const name of Object.keys(deltas) as TableName[]) this.applyDelta(name, deltas[name]!);
  }

  /** Drops everything: the program has restarted, so its ids and numbers begin again. */
  clear(run: number): void {
    this.run.value = run;
    for (const table of Object.values(this.tables)) table.value = new Map();
  }

  private applyDelta<Name extends TableName>(name: Name, delta: TableDelta<Tables[Name]>): void {
    const table = this.tables[name] as Signal<Rows<Tables[Name]>>;
    table.value = mergeDelta(table.peek(), delta);
  }
}

/** The rows after a delta. Rows that have not changed remain the same objects. */
export function mergeDelta<Row>(
  before: Rows<Row>,
  { isComplete, removed = [], rows = [] }: TableDelta<Row>,
): Rows<Row> {
  const after = new Map<RowKey, Row>(isComplete === true ? [] : before);
  for (const key of removed) after.delete(key);
  for (const [key, change] of rows) {
    const known = Object.entries({ ...after.get(key), ...change }).filter(([, value]) => value !== null);
    after.set(key, Object.fromEntries(known) as Row);
  }
  return after;
}
