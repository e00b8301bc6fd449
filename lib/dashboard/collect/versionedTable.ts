import type { RowChange, RowKey, TableDelta } from '../protocol/table.js';

/** Keys of removed rows that are stored; a page that has missed more of them gets the whole table. */
export const MAX_REMOVED_KEYS = 4096;

interface StoredRow<Row> {
  row: Row;
  /** The version in which the row was added. */
  readonly addedIn: number;
  /** The last version in which a field of the row changed. */
  changedIn: number;
  /** The version of the last change of each field that has changed since the row was added. */
  readonly fields: Map<keyof Row, number>;
}

/**
 * A table that knows when each field of each row changed, so that any reader can get what is new since the version that it has.
 *
 *     set(rows)   version 1: a, b     version 2: a with another x, c
 *     after(1)                        a.x, c; removed: b
 *     after(0)                        a, c; isComplete
 */
export class VersionedTable<Row extends object> {
  private readonly rows = new Map<RowKey, StoredRow<Row>>();
  private removed: { readonly key: RowKey; readonly version: number }[] = [];
  /** The last version whose removed keys are no longer stored. */
  private forgotten = 0;
  private last = 0;
  private cached: { readonly after: number; readonly delta: TableDelta<Row> | undefined } | undefined;

  /** The number of the last change; 0 for a table that never had a row. */
  get version(): number {
    return this.last;
  }

  /** Replaces all rows. A row that is the same object as before, or has equal fields, is unchanged. */
  set(rows: Iterable<readonly [key: RowKey, row: Row]>): void {
    const version = this.last + 1;
    const present = new Set<RowKey>();
    let hasChanged = false;
    for (const [key, row] of rows) {
      present.add(key);
      const stored = this.rows.get(key);
      if (stored === undefined) {
        this.rows.set(key, { row, addedIn: version, changedIn: version, fields: new Map() });
        hasChanged = true;
      } else if (stored.row !== row) {
        hasChanged = markChanges(stored, row, version) || hasChanged;
      }
    }
    if (present.size < this.rows.size) {
      hasChanged = true;
      for (const key of this.rows.keys()) if (!present.has(key)) this.remove(key, version);
    }
    if (!hasChanged) return;
    this.last = version;
    this.cached = undefined;
  }

  /** The changes after this version; undefined without a change. */
  after(version: number): TableDelta<Row> | undefined {
    if (version === this.last) return undefined;
    // Most pages have the same version.
    if (this.cached?.after !== version) this.cached = { after: version, delta: this.deltaAfter(version) };
    return this.cached.delta;
  }

  /** The current rows, in the order in which they were added. */
  current(): Row[] {
    return Array.from(this.rows.values(), ({ row }) => row);
  }

  private deltaAfter(version: number): TableDelta<Row> {
    const isComplete = version === 0 || version < this.forgotten;
    const rows: [RowKey, RowChange<Row>][] = [];
    for (const [key, stored] of this.rows) {
      if (isComplete || stored.addedIn > version) rows.push([key, stored.row]);
      else if (stored.changedIn > version) rows.push([key, changesAfter(stored, version)]);
    }
    const removed = isComplete ? [] : this.removed.filter((each) => each.version > version).map(({ key }) => key);
    return {
      ...(isComplete ? { isComplete } : {}),
      ...(rows.length > 0 ? { rows } : {}),
      ...(removed.length > 0 ? { removed } : {}),
    };
  }

  private remove(key: RowKey, version: number): void {
    this.rows.delete(key);
    this.removed.push({ key, version });
    if (this.removed.length <= MAX_REMOVED_KEYS) return;
    this.forgotten = this.removed[this.removed.length - MAX_REMOVED_KEYS - 1]!.version;
    this.removed = this.removed.slice(-MAX_REMOVED_KEYS);
  }
}

/** Stores the new row, and marks the fields that differ. Returns whether any does. */
function markChanges<Row extends object>(stored: StoredRow<Row>, row: Row, version: number): boolean {
  const before = stored.row;
  let hasChanged = false;
  for (const field of new Set([...Object.keys(before), ...Object.keys(row)]) as Set<keyof Row & string>) {
    if (isEqual(before[field], row[field])) continue;
    stored.fields.set(field, version);
    hasChanged = true;
  }
  stored.row = row;
  if (hasChanged) stored.changedIn = version;
  return hasChanged;
}

function changesAfter<Row extends object>({ row, fields }: StoredRow<Row>, version: number): RowChange<Row> {
  const changed = [...fields].filter(([, changedIn]) => changedIn > version);
  return Object.fromEntries(changed.map(([field]) => [field, row[field] ?? null])) as RowChange<Row>;
}

/** Equal as JSON: fields are numbers, texts, booleans, and short lists and objects of them. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
