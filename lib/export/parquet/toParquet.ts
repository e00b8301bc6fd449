import { ignoreElements, lastValueFrom, tap, type Observable } from 'rxjs';
import { invalidOption, requireBoolean, requireInteger, requireOptions, requireText } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import type { ExportEvent } from '../events/exportEvent.js';
import { ARCHIVE_TABLE_NAMES, type ArchiveTable } from './archiveTables.js';
import { ParquetArchive, type ArchiveSettings, type WrittenParquet } from './parquetArchiveFile.js';

/** Options of `toParquet`. */
export interface ToParquetOptions {
  /** The folder of the files, one for each table: `messages.parquet`, …. With `table` the file. */
  path: string;
  /** Write only this table, to the file `path`. Default: all tables. */
  table?: ArchiveTable | undefined;
  /** Store the payload of each message in `messages.payload`, as on the wire. Default false: NULL. */
  payloads?: boolean | undefined;
  /** The monitor of peers that name none. Default: NULL. */
  monitor?: string | undefined;
  /** Replace existing files, when the new ones are complete. Default false: ParquetError `FILE_EXISTS`. */
  overwrite?: boolean | undefined;
  /** The maximum number of rows of a row group, 1 to 1,000,000. Default 20,000. */
  maxRowsPerGroup?: number | undefined;
  /** The size in memory at which a row group is written, in bytes, 1 to 1 GiB; one row may exceed it. Default 32 MiB. */
  maxBytesPerGroup?: number | undefined;
}

/**
 * Writes the messages and events of connections to Parquet files: the tables messages, sightings, exchanges and connections
 * (docs/parquet.md).
 *
 *     event$     --m-m-x-----l---|
 *     toParquet                  w      resolves when the files have their names
 *
 * Subscribes at the call. The files have temporary names until the source completes; then all get their names. If the source errors, or if a file
 * cannot be written, they are removed, and existing files are unchanged. To end an archive of a live pool use `takeUntil`: the source then
 * completes.
 *
 * Memory: the rows of one group for each table (`maxRowsPerGroup`, `maxBytesPerGroup`), twice while it is encoded, about 10 KB for each group that
 * is written, and the connections that are open. Encoding and writing a group are synchronous.
 *
 * Rejects with ParquetError, with LocalProtocolError `INVALID_OPTION`, and with the error of the source.
 *
 * @example
 * // An hour of a pool.
 * const written = await toParquet(exportEvents(pool).pipe(takeUntil(timer(3_600_000))), { path: 'hour.parquet', monitor: 'fra1' });
 * console.log(written.rows);
 */
export async function toParquet(event$: Observable<ExportEvent>, options: ToParquetOptions): Promise<WrittenParquet> {
  const archive = new ParquetArchive(settingsOf(options));
  try {
    archive.open();
    await lastValueFrom(
      event$.pipe(tap({ next: (event) => archive.add(event), complete: () => archive.finish() }), ignoreElements()),
      { defaultValue: undefined },
    );
    return archive.written();
  } catch (error) {
    archive.discard();
    throw error;
  }
}

function settingsOf(options: ToParquetOptions): ArchiveSettings {
  requireOptions(options);
  const {
    maxBytesPerGroup = 32 * 1024 * 1024,
    maxRowsPerGroup = 20_000,
    monitor,
    overwrite = false,
    path,
    payloads = false,
    table,
  } = options;
  if (typeof path !== 'string' || path === '') invalidOption('path', `text expected, got ${show(path)}`);
  requireText('monitor', monitor);
  requireBoolean('overwrite', overwrite);
  requireBoolean('payloads', payloads);
  requireInteger('maxRowsPerGroup', maxRowsPerGroup, 1, 1_000_000);
  requireInteger('maxBytesPerGroup', maxBytesPerGroup, 1, 1024 ** 3);
  if (table !== undefined && !ARCHIVE_TABLE_NAMES.includes(table)) {
    invalidOption('table', `one of ${ARCHIVE_TABLE_NAMES.join(', ')} expected, got ${show(table)}`);
  }
  return { path, table, payloads, monitor, overwrite, maxRowsPerGroup, maxBytesPerGroup };
}
