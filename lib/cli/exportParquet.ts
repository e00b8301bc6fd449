import { catchError, EMPTY, map, mergeMap, takeUntil, tap, type Observable } from 'rxjs';
import { isPeerError } from '../base/errors.js';
import { CaptureError } from '../capture/captureError.js';
import { replay } from '../capture/replay/replay.js';
import type { ExportEvent } from '../export/events/exportEvent.js';
import { exportEvents } from '../export/events/exportEvents.js';
import type { WrittenParquet } from '../export/parquet/parquetArchiveFile.js';
import type { ToParquetOptions } from '../export/parquet/toParquet.js';
import { errorLine } from './errorLine.js';
import type { ParquetArguments, ParquetOutput } from './exportArguments.js';
import type { Io } from './io.js';
import { noConnectionText, openCapture } from './openCapture.js';

/**
 * `rxpeer export FILE --parquet`: writes the events of a recording as Parquet files, as fast as it can be read.
 *
 * @returns the exit code: 0 if the recording was written to its end; 1 otherwise
 */
export async function exportParquet(options: ParquetArguments, io: Io): Promise<number> {
  const failures: string[] = [];
  const event$ = recordedEvents(options, io, failures);
  return writeParquet(event$, options, io, failures);
}

/**
 * Writes events to the Parquet files of the arguments, and reports what was written and what failed.
 *
 * @param event$ errors with NothingWritten if the files must not be written
 * @param failures texts of what failed until the source completed
 * @returns the exit code: 1 if something failed
 */
export async function writeParquet(
  event$: Observable<ExportEvent>,
  options: ParquetOutput,
  io: Pick<Io, 'stderr'>,
  failures: readonly string[] = [],
): Promise<number> {
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  try {
    const { monitor, overwrite, parquet, payloads, table } = options;
    const write = await loadWriter();
    const written = await write(event$, { path: parquet, table, payloads, monitor, overwrite });
    failures.forEach(report);
    report(`wrote ${summaryOf(written)} to ${parquet}`);
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    // Any other error is a bug of this program: let it end the process with its stack trace.
    if (!isPeerError(error) && !(error instanceof CaptureError) && !(error instanceof NothingWritten)) throw error;
    [...failures, error.message].forEach(report);
    return 1;
  }
}

/** The reason why no file is written. */
class NothingWritten extends Error {}

/** The events of all connections of a recording. Errors with NothingWritten after `io.stop$`, and if there is no connection. */
function recordedEvents(options: ParquetArguments, io: Io, failures: string[]): Observable<ExportEvent> {
  const { network, session } = options;
  const addFailure = (error: Error): void => void failures.push(error.message);
  const capture = openCapture(options, io, addFailure);
  let connections = 0;
  const event$ = replay(capture, { network, session, speed: Infinity, onMalformed: 'drop' }).pipe(
    tap(() => (connections += 1)),
    mergeMap((peer) => exportEvents(peer)),
    catchError((error: unknown) => {
      if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
      addFailure(error);
      return EMPTY;
    }),
    tap({
      complete() {
        if (connections > 0) return;
        throw new NothingWritten(failures.length > 0 ? 'no file was written' : noConnectionText(options));
      },
    }),
  );
  // takeUntil passes on the error of its notifier.
  const stopped$ = io.stop$.pipe(
    map(() => {
      throw new NothingWritten('stopped before the end of the recording: no file was written');
    }),
  );
  return event$.pipe(takeUntil(stopped$));
}

/** The package that writes Parquet files is optional: it is loaded when it is needed. Errors with NothingWritten if it is not installed. */
async function loadWriter(): Promise<
  (event$: Observable<ExportEvent>, options: ToParquetOptions) => Promise<WrittenParquet>
> {
  try {
    return (await import('../export/parquet/toParquet.js')).toParquet;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new NothingWritten('--parquet needs the package hyparquet-writer: npm install hyparquet-writer');
  }
}

/** `28 messages, 5 sightings, 3 exchanges, 1 connections (12345 bytes)`. */
function summaryOf({ bytes, rows }: WrittenParquet): string {
  const counts = Object.entries(rows).map(([table, count]) => `${count} ${table}`);
  return `${counts.join(', ')} (${bytes} bytes)`;
}
