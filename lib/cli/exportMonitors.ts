import { defer, finalize, ignoreElements, merge, switchMap, takeUntil, tap } from 'rxjs';
import { exportEvents } from '../export/events/exportEvents.js';
import { errorLine } from './errorLine.js';
import type { MonitorsParquetArguments } from './exportArguments.js';
import { writeParquet } from './exportParquet.js';
import type { Io } from './io.js';
import { natsChanges } from './natsConnection.js';
import { stopAfter } from './watch.js';
import { openRemotePool, poolReports } from './watchMonitors.js';
import { withNats } from './withNats.js';

/**
 * `rxpeer export --nats --parquet`: writes what monitors publish as Parquet files, until it is stopped.
 *
 * @returns the exit code: 0 after `io.stop$` or `--for`; 1 if the server cannot be used, or the files cannot be written
 */
export function exportMonitors(options: MonitorsParquetArguments, io: Io): Promise<number> {
  const { forMs, network, source } = options;
  const { shownUrl } = source.nats;
  const limitedIo = stopAfter(io, forMs);
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  return withNats(source.nats, 'rxpeer export', limitedIo, (connection) => {
    report(`reading the monitors of ${network.name} on ${shownUrl}; press Ctrl-C to write the files`);
    // The pool is opened on subscription: the first events would be missed while the writer is loaded.
    const event$ = defer(() => openRemotePool(connection, source, network)).pipe(
      switchMap((pool) =>
        merge(
          exportEvents(pool, { connection$: pool.connection$ }),
          merge(natsChanges(connection, shownUrl), poolReports(pool)).pipe(tap(report), ignoreElements()),
        ).pipe(finalize(() => pool.close())),
      ),
      // The stop completes the events, so that the files are written.
      takeUntil(limitedIo.stop$),
    );
    return writeParquet(event$, options, io);
  });
}
