import { fromEvent, map, merge } from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { errorLine } from './errorLine.js';
import type { ExportArguments, PcapArguments } from './exportArguments.js';
import { exportMonitors } from './exportMonitors.js';
import { exportParquet } from './exportParquet.js';
import type { Io } from './io.js';
import { noConnectionText, openCapture } from './openCapture.js';
import { PcapOutput } from './pcapOutput.js';

/**
 * `rxpeer export`: writes a recording as a pcap file or as Parquet files, or the messages and events of monitors as Parquet files. Returns
 * the exit code.
 */
export function exportFile(options: ExportArguments, io: Io): Promise<number> {
  if (options.source !== undefined) return exportMonitors(options, io);
  return options.pcap === undefined ? exportParquet(options, io) : exportPcap(options, io);
}

/**
 * `rxpeer export --pcap`: writes a recording as a pcap file. Reads no faster than it writes.
 *
 * @returns the exit code: 0 if the recording was written to its end, or if standard output failed (StdoutMonitor reports that, and ignores
 * EPIPE); 1 otherwise
 */
async function exportPcap(options: PcapArguments, io: Io): Promise<number> {
  const failures: string[] = [];
  const onFault = (error: Error): void => void failures.push(error.message);
  const output = new PcapOutput({ ...options, onFault }, io.stdout);
  const end = await copyRecords(options, io, output, onFault);
  try {
    await output.close();
  } catch (error) {
    onFault(asCaptureError(error));
  }

  if (end === 'stdoutFailed') return 0;
  if (end === 'stopped') failures.push('stopped before the end of the recording');
  if (output.connections === 0 && failures.length === 0) failures.push(noConnectionText(options));
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  // The same error may be thrown by a write and by the close after it.
  for (const failure of new Set(failures)) report(failure);
  if (output.connections > 0) {
    report(`wrote ${output.summary} to ${options.pcap === '-' ? 'standard output' : options.pcap}`);
  }
  return failures.length > 0 ? 1 : 0;
}

type Interruption = 'stopped' | 'stdoutFailed';

/** @returns why copying ended early; undefined at the end of the recording, and after an error, which was passed to `onFault` */
async function copyRecords(
  options: PcapArguments,
  io: Io,
  output: PcapOutput,
  onFault: (error: Error) => void,
): Promise<Interruption | undefined> {
  const iterator = openCapture(options, io, onFault)[Symbol.asyncIterator]();
  const state: { interruption?: Interruption } = {};
  const interruption$ = merge(
    io.stop$.pipe(map(() => 'stopped' as const)),
    fromEvent(io.stdout, 'error').pipe(map(() => 'stdoutFailed' as const)),
  );
  const subscription = interruption$.subscribe((interruption) => {
    state.interruption ??= interruption;
    // Ends a pending read, which a pipe may never complete.
    void iterator.return?.().catch(() => undefined);
  });
  try {
    for (;;) {
      const result: IteratorResult<CaptureRecord, unknown> = await iterator.next();
      if (result.done === true || state.interruption !== undefined) break;
      if (options.session === undefined || result.value.session === options.session) await output.write(result.value);
    }
  } catch (error) {
    // A read that was ended above fails, too.
    if (state.interruption === undefined) onFault(asCaptureError(error));
  } finally {
    subscription.unsubscribe();
    await iterator.return?.();
  }
  return state.interruption;
}

/** Throws any other error: it is a bug of this program, which ends the process with its stack trace. */
function asCaptureError(error: unknown): CaptureError {
  if (!(error instanceof CaptureError)) throw error;
  return error;
}
