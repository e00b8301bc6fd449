import { basename } from 'node:path';
import { lastValueFrom, tap } from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import { replay } from '../capture/replay/replay.js';
import { isPeerError } from '../base/errors.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import type { MarblesArguments } from './marblesArguments.js';
import { createMarbleTest } from './marbleTest/marbleTest.js';
import { collectMessages, type RecordedConnection } from './marbleTest/recordedConnection.js';
import { testSource } from './marbleTest/testSource.js';
import { noConnectionText, openCapture } from './openCapture.js';

/** A longer test cannot be read by people. */
const MAX_MESSAGES = 500;

/**
 * `rxpeer marbles`: prints a marble test of one recorded connection.
 *
 * @returns the exit code: 0 if the test was printed; 1 if the recording cannot be read, or no or too many messages are selected
 */
export async function marbles(options: MarblesArguments, io: Io): Promise<number> {
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  let connection: RecordedConnection | undefined;
  try {
    connection = await readConnection(options, io, (error) => report(error.message));
  } catch (error) {
    if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
    report(error.message);
    return 1;
  }
  if (connection === undefined) {
    report(noConnectionText(options));
    return 1;
  }
  const { length } = connection.messages;
  if (length === 0) {
    report('no message is selected: widen --only, --from, --to');
    return 1;
  }
  if (length > MAX_MESSAGES) {
    report(
      `${length} messages are too many for one test, at most ${MAX_MESSAGES}: narrow them by --only, --from, --to`,
    );
    return 1;
  }
  const title = `${basename(options.path)}, connection ${options.session ?? 1}`;
  io.stdout.write(testSource(createMarbleTest(connection), connection, title));
  return 0;
}

/** The selected messages of the connection that `--peer` names, or of the first one; undefined if there is no such connection. */
async function readConnection(
  options: MarblesArguments,
  io: Io,
  onFault: (error: Error) => void,
): Promise<RecordedConnection | undefined> {
  const { network, session } = options;
  let connection: RecordedConnection | undefined;
  const peer$ = replay(openCapture(options, io, onFault), { network, session, speed: Infinity, onMalformed: 'drop' });
  await lastValueFrom(peer$.pipe(tap((peer) => (connection ??= collectMessages(peer, options)))), {
    defaultValue: undefined,
  });
  return connection;
}
