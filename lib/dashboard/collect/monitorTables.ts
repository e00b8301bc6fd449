import { TABLE_NAMES, type RowKey, type TableDelta, type TableName, type Tables } from '../protocol/table.js';
import { VersionedTable } from './versionedTable.js';

/** The current rows of each table with their keys. */
export type TableSources = {
  readonly [Name in TableName]: () => Iterable<readonly [key: RowKey, row: Tables[Name]]>;
};

/** The tables of a monitor, with the versions of their rows. */
export class MonitorTables {
  private readonly tables: { readonly [Name in TableName]: VersionedTable<Tables[Name]> };

  /** @param onRefresh called before tables are read, so that their sources can share what they compute */
  constructor(
    private readonly sources: TableSources,
    private readonly onRefresh: () => void = () => undefined,
  ) {
    const created = TABLE_NAMES.map((name) => [name, new VersionedTable()]);
    this.tables = Object.fromEntries(created) as typeof this.tables;
  }

  /** Reads the rows of these tables from their sources. */
  refresh(names: Iterable<TableName>): void {
    this.onRefresh();
    for (const name of names) this.refreshTable(name);
  }

  /** The changes of a table after this version, and its current version; undefined without a change. */
  after<Name extends TableName>(
    name: Name,
    version: number,
  ): { readonly version: number; readonly delta: TableDelta<Tables[Name]> } | undefined {
    const table = this.tables[name];
    const delta = table.after(version);
    return delta && { version: table.version, delta };
  }

  /** The current rows of a table, read from its source. */
  rows<Name extends TableName>(name: Name): Tables[Name][] {
    this.refresh([name]);
    return this.tables[name].current();
  }

  private refreshTable(name: TableName): void {
    const table: Pick<VersionedTable<object>, 'set'> = this.tables[name];
    table.set(this.sources[name]());
  }
}
