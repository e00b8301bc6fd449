import { escapeText } from '../base/escapeText.js';
import type { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { readCaptureFile } from '../capture/files/readCaptureFile.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { CaptureArguments } from './captureArguments.js';
import { heldBackBy } from './heldBack.js';
import type { Io } from './io.js';
import { progressBar, type ProgressBar } from './progressBar.js';

/**
 * The records of a recording, with a progress bar on a terminal. They are read no faster than standard output takes what is made of them.
 *
 * A recording that begins within a connection is read all the same: stderr says so, and it is no fault.
 *
 * @param onFault called with what is wrong with the rest of the recording; the records before it are given
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
      if (error.code === 'START_LOST') io.stderr.write(`rxpeer: ${escapeText(error.message)}\n`);
      else onFault(error);
    },
    onProgress: bar.show,
  });
  return heldBackBy(io.stdout, withBar(record$, bar));
}

/** Takes the bar off the screen when the reading ends, however it does. */
function withBar<T>(source: AsyncIterable<T>, bar: ProgressBar): AsyncIterable<T> {
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
