import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { VERSION } from '../../base/version.js';
import { schemaOf, storedValue } from './columnSchema.js';
import type { Columns } from './columnTypes.js';
import { ParquetError } from './parquetError.js';

/** The maximum number of row groups of a file. The footer describes each: about 10 KB that stay in memory until the file is complete. */
export const MAX_ROW_GROUPS = 10_000;

/** Archives contain the addresses and traffic of a node's peers, so other users of the machine must not read them. */
const FILE_MODE = 0o600;
/** The approximate memory of a row of the widest table, in addition to its texts and bytes. */
const ROW_BYTES = 300;

/** A row: a value for each column, undefined for NULL. */
export type TableRow = Readonly<Record<string, unknown>>;

/** Options of `TableFile`. */
export interface TableFileOptions {
  /** Replace an existing file when this one is complete. */
  readonly overwrite: boolean;
  /** The maximum number of rows of a row group. */
  readonly maxRowsPerGroup: number;
  /** The size at which a row group is written, in bytes of memory; the last row may exceed it. */
  readonly maxBytesPerGroup: number;
}

/**
 * A Parquet file with one table, written group by group.
 *
 * States: partial (rows wait, or are in a file whose name ends with `.partial`), complete (renamed), discarded (removed). Everything is
 * synchronous: a row group is encoded and passed to the operating system when it is full. So only the rows of one group wait, and a disk
 * that is slower than the events slows them down.
 */
export class TableFile {
  /** The number of rows so far. */
  rows = 0;
  private readonly partialPath: string;
  private readonly fd: number;
  private readonly output: FileOutput;
  private readonly writer: ParquetWriter;
  private waiting: TableRow[] = [];
  private waitingBytes = 0;
  private groups = 0;
  private isOpen = true;

  /** Errors with ParquetError `FILE_EXISTS` and `FILE_FAILED`. */
  constructor(
    private readonly path: string,
    private readonly columns: Columns,
    private readonly options: TableFileOptions,
  ) {
    this.requireAbsent();
    this.partialPath = `${path}.${process.pid}.partial`;
    this.fd = withFileError(() => openSync(this.partialPath, 'wx', FILE_MODE));
    this.output = new FileOutput(this.fd);
    this.writer = new ParquetWriter({
      writer: this.output,
      schema: schemaOf(columns),
      createdBy: `rxpeer ${VERSION}`,
    });
  }

  /** The size of the file so far, in bytes. */
  get bytes(): number {
    return this.output.offset;
  }

  /** Adds a row. Errors with ParquetError `FILE_FAILED` and `LIMIT_EXCEEDED`. */
  add(row: TableRow): void {
    this.waiting.push(row);
    this.waitingBytes += sizeOf(row);
    const { maxBytesPerGroup, maxRowsPerGroup } = this.options;
    if (this.waiting.length >= maxRowsPerGroup || this.waitingBytes >= maxBytesPerGroup) this.writeGroup();
  }

  /** Writes the rest, so that the file is complete under its temporary name. Errors with ParquetError `FILE_EXISTS`, `FILE_FAILED`, `LIMIT_EXCEEDED`. */
  finish(): void {
    if (this.waiting.length > 0) this.writeGroup();
    this.requireAbsent();
    withFileError(() => {
      void this.writer.finish();
      fsyncSync(this.fd);
    });
    this.close();
  }

  /** After `finish`: gives the file its name. Errors with ParquetError `FILE_FAILED`. */
  publish(): void {
    withFileError(() => renameSync(this.partialPath, this.path));
  }

  /** Removes the file unless it is published. Never errors. */
  discard(): void {
    try {
      this.close();
      rmSync(this.partialPath, { force: true });
    } catch {
      // The error of the write is the error to report.
    }
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    withFileError(() => closeSync(this.fd));
  }

  private writeGroup(): void {
    if (this.groups === MAX_ROW_GROUPS) {
      throw new ParquetError(
        'LIMIT_EXCEEDED',
        `${this.path} would have more than ${MAX_ROW_GROUPS} row groups: export parts, or allow larger groups by maxRowsPerGroup and maxBytesPerGroup`,
      );
    }
    const rows = this.waiting;
    const columnData = Object.entries(this.columns).map(([name, type]) => ({
      name,
      data: rows.map((row) => storedValue(type, row[name])),
    }));
    this.waiting = [];
    this.waitingBytes = 0;
    withFileError(() => void this.writer.write({ columnData, rowGroupSize: rows.length }));
    this.groups += 1;
    this.rows += rows.length;
  }

  private requireAbsent(): void {
    if (this.options.overwrite || !existsSync(this.path)) return;
    throw new ParquetError('FILE_EXISTS', `${this.path} exists already: choose another folder, or overwrite it`);
  }
}

/** A buffer that is emptied into a file after each row group. It keeps the size of the largest group. */
class FileOutput extends ByteWriter {
  constructor(private readonly fd: number) {
    super();
  }

  flush(): void {
    const bytes = this.getBytes();
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.fd, bytes, written, bytes.length - written);
    }
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

function sizeOf(row: object): number {
  let bytes = ROW_BYTES;
  for (const value of Object.values(row)) {
    if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
  }
  return bytes;
}

/** Turns an error of the operating system into ParquetError `FILE_FAILED`; throws any other as it is. */
export function withFileError<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    const { message, syscall } = error as { message?: unknown; syscall?: unknown };
    if (typeof syscall !== 'string') throw error;
    throw new ParquetError('FILE_FAILED', String(message), { cause: error });
  }
}
