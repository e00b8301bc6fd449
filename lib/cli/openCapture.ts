import type { CaptureRecord } from '../capture/captureRecord.js';
import { readCaptureFile } from '../capture/readCaptureFile.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { CaptureArguments } from './captureArguments.js';
import type { Io } from './io.js';
import { progressBar } from './progressBar.js';

/**
 * The records of a recording, with a progress bar on a terminal.
 *
 * @param onFault told of a rest that cannot be read; what is before it is given
 */
export function openCapture(
  { network, path }: CaptureArguments,
  io: Pick<Io, 'stderr' | 'stdout'>,
  onFault: (error: Error) => void,
): AsyncIterable<CaptureRecord> {
  return {
    async *[Symbol.asyncIterator]() {
      const bar = progressBar(io, () => preciseScheduler.now());
      try {
        yield* readCaptureFile(path, { network, onFault, onProgress: bar.show });
      } finally {
        bar.clear();
      }
    },
  };
}
