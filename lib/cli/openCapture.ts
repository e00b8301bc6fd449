import type { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { readCaptureFile } from '../capture/files/readCaptureFile.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { CaptureArguments } from './captureArguments.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { progressBar, type ProgressBar } from './progressBar.js';
import { withBackpressure } from './withBackpressure.js';

/**
 * Reads the records of a recording, with a progress bar on a terminal. Reads no faster than standard output takes the printed lines.
 *
 * A recording that begins in the middle of a connection (`START_LOST`) is read as well: this is reported on stderr and is not a fault.
 *
 * @param onFault called with the error if the rest of the recording cannot be read; the records before it are emitted
 */
export function openCapture(
  { network, path }: CaptureArguments,
  io: Pick<Io, 'stderr' | 'stdout'>,
  onFault: (error: Error) => void,
): AsyncIterable<CaptureRecord> {
  const bar = progressBar(io, () => preciseScheduler.now());
  const record$ = readCaptureFile(path, {
    network,
    onFault(error: CaptureError) {
      if (error.code === 'START_LOST') io.stderr.write(errorLine(error.message));
      else onFault(error);
    },
    onProgress: bar.show,
  });
  return withBackpressure(io.stdout, clearingBar(record$, bar));
}

/** The error text for a recording without the requested connection. */
export function noConnectionText({ path, session }: CaptureArguments): string {
  return session === undefined
    ? `${path} contains no connection`
    : `${path} contains no connection ${session}: choose another number with --peer`;
}

/** Clears the progress bar when the source has ended, failed, or was abandoned. */
function clearingBar<T>(source: AsyncIterable<T>, bar: ProgressBar): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await iterator.next();
            if (result.done === true) bar.clear();
            return result;
          } catch (error) {
            bar.clear();
            throw error;
          }
        },
        async return() {
          bar.clear();
          return (await iterator.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}
