import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportEvent } from '../events/exportEvent.js';
import { ArchiveRows } from './archiveRows.js';
import { ARCHIVE_TABLE_NAMES, ARCHIVE_TABLES, type ArchiveTable } from './archiveTables.js';
import { TableFile, withFileError, type TableFileOptions } from './tableFile.js';

/** The options of `toParquet` with their defaults. */
export interface ArchiveSettings extends TableFileOptions {
  readonly path: string;
  readonly table: ArchiveTable | undefined;
  readonly payloads: boolean;
  readonly monitor: string | undefined;
}

/** The result of `toParquet`. */
export interface WrittenParquet {
  /** The number of rows of each table that was written. */
  readonly rows: Readonly<Partial<Record<ArchiveTable, number>>>;
  /** The size of all files, in bytes. */
  readonly bytes: number;
}

/** The files of one archive: one file for each table, complete together or not at all. */
export class ParquetArchive {
  private readonly files = new Map<ArchiveTable, TableFile>();
  private readonly rows: ArchiveRows;
  private hasCreatedFolder = false;

  constructor(private readonly settings: ArchiveSettings) {
    const { monitor, payloads, table } = settings;
    this.rows = new ArchiveRows({
      tables: new Set(table === undefined ? ARCHIVE_TABLE_NAMES : [table]),
      payloads,
      monitor,
      onRow: (name, row) => this.files.get(name)!.add(row),
    });
  }

  /** Creates the files under temporary names. Errors with ParquetError `FILE_EXISTS`, `FILE_FAILED`. */
  open(): void {
    const { path, table } = this.settings;
    if (table !== undefined) {
      this.openTable(table, path);
      return;
    }
    if (!isFolder(path)) {
      withFileError(() => mkdirSync(path));
      this.hasCreatedFolder = true;
    }
    for (const name of ARCHIVE_TABLE_NAMES) this.openTable(name, join(path, `${name}.parquet`));
  }

  add(event: ExportEvent): void {
    this.rows.add(event);
  }

  /** Completes all files, then gives them their names. */
  finish(): void {
    this.rows.end();
    for (const file of this.files.values()) file.finish();
    for (const file of this.files.values()) file.publish();
  }

  /** Removes incomplete files. Never errors. */
  discard(): void {
    for (const file of this.files.values()) file.discard();
    if (!this.hasCreatedFolder) return;
    try {
      rmdirSync(this.settings.path);
    } catch {
      // Another program has put a file into it.
    }
  }

  written(): WrittenParquet {
    const entries = [...this.files];
    return {
      rows: Object.fromEntries(entries.map(([name, { rows }]) => [name, rows])),
      bytes: entries.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    };
  }

  private openTable(name: ArchiveTable, path: string): void {
    this.files.set(name, new TableFile(path, ARCHIVE_TABLES[name], this.settings));
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
