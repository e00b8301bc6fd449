import { catchError, EMPTY, mergeMap, tap } from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import { replay } from '../capture/replay/replay.js';
import { isPeerError } from '../base/errors.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { noConnectionText, openCapture } from './openCapture.js';
import { isArchiveFile, printArchive } from './printArchive.js';
import { printEvents } from './printEvents.js';
import type { ReplayArguments } from './replayArguments.js';
import { watchEvents } from './watchPeer.js';

/**
 * `rxpeer replay`: prints the messages of a recording, or the events of an archive of peer-observer.
 *
 * @returns the exit code: 0 if the recording was read to its end, or after `io.stop$` or `--count`; 1 if it cannot be read to its end
 */
export async function replayFile(options: ReplayArguments, io: Io): Promise<number> {
  if (isArchiveFile(options.path)) return printArchive(options, io);
  const { network, session, speed } = options;
  let connections = 0;
  let isComplete = false;
  const failures: string[] = [];
  const addFailure = (error: Error): void => void failures.push(error.message);

  const capture = openCapture(options, io, addFailure);
  const event$ = replay(capture, { network, session, speed, onMalformed: 'drop' }).pipe(
    mergeMap((peer) => {
      connections += 1;
      return watchEvents(peer);
    }),
    catchError((error: unknown) => {
      // Any other error is a bug of this program: let it end the process with its stack trace.
      if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
      addFailure(error);
      return EMPTY;
    }),
    tap({ complete: () => (isComplete = true) }),
  );
  const code = await printEvents(event$, options, io, 0, 'keep');
  if (isComplete && connections === 0 && failures.length === 0) failures.push(noConnectionText(options));
  for (const failure of failures) io.stderr.write(errorLine(failure));
  return failures.length > 0 ? 1 : code;
}
