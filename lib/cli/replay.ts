import { catchError, EMPTY, mergeMap, tap } from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import { replay } from '../capture/replay/replay.js';
import { escapeText } from '../base/escapeText.js';
import { isPeerError } from '../base/errors.js';
import type { Io } from './io.js';
import { openCapture } from './openCapture.js';
import { printEvents } from './printEvents.js';
import type { ReplayArguments } from './replayArguments.js';
import { trafficOf } from './watchPeer.js';

/** `rxpeer replay`: prints what a recording holds (0), as far as it can be read (1 where that is not to its end). */
export async function replayFile(options: ReplayArguments, io: Io): Promise<number> {
  const { network, session, speed } = options;
  let connections = 0;
  let isPlayed = false;
  const failures: string[] = [];
  const note = (error: Error): void => void failures.push(error.message);

  const event$ = replay(openCapture(options, io, note), { network, session, speed, onMalformed: 'drop' }).pipe(
    mergeMap((peer) => {
      connections += 1;
      return trafficOf(peer);
    }),
    catchError((error: unknown) => {
      // What else it may be is a mistake of ours, and shall be seen as one.
      if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
      note(error);
      return EMPTY;
    }),
    tap({ complete: () => (isPlayed = true) }),
  );
  const code = await printEvents(event$, options, io, 0, 'keep');
  if (isPlayed && connections === 0 && failures.length === 0) note(new Error(nothingIn(options)));
  for (const failure of failures) io.stderr.write(`rxpeer: ${escapeText(failure)}\n`);
  return failures.length > 0 ? 1 : code;
}

/** Why nothing could be played, or drawn. */
export function nothingIn({ path, session }: { path: string; session?: number | undefined }): string {
  return session === undefined ? `no connection is in ${path}` : `no connection ${session} is in ${path}`;
}
