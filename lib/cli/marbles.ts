import { basename } from 'node:path';
import { lastValueFrom, tap } from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { CaptureError } from '../capture/captureError.js';
import { replay } from '../capture/replay/replay.js';
import { isPeerError } from '../base/errors.js';
import type { Io } from './io.js';
import type { MarblesArguments } from './marblesArguments.js';
import { marbleTestOf } from './marbleTest/marbleTest.js';
import { talkOf, type Talk } from './marbleTest/talk.js';
import { testSource } from './marbleTest/testSource.js';
import { openCapture } from './openCapture.js';
import { nothingIn } from './replay.js';

/** What one can read in one test. */
const MAX_MESSAGES = 500;

/** `rxpeer marbles`: prints a marble test of what a recording holds (0), or says why it cannot (1). */
export async function marbles(options: MarblesArguments, io: Io): Promise<number> {
  const tell = (text: string): void => void io.stderr.write(`rxpeer: ${escapeText(text)}\n`);
  let talk: Talk | undefined;
  try {
    talk = await firstTalk(options, io, (error) => tell(error.message));
  } catch (error) {
    if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
    tell(error.message);
    return 1;
  }
  const length = talk?.said.length ?? 0;
  if (talk === undefined || length === 0) {
    tell(talk === undefined ? nothingIn(options) : 'nothing of what is wanted was said');
    return 1;
  }
  if (length > MAX_MESSAGES) {
    tell(`${length} messages are too many for one test, at most ${MAX_MESSAGES}: choose by --only, --from, --to`);
    return 1;
  }
  const title = `${basename(options.path)}, connection ${options.session ?? 1}`;
  io.stdout.write(testSource(marbleTestOf(talk), talk, title));
  return 0;
}

/** What was said on the connection that is wanted, or on the first. */
async function firstTalk(
  options: MarblesArguments,
  io: Io,
  onFault: (error: Error) => void,
): Promise<Talk | undefined> {
  const { network, session } = options;
  let talk: Talk | undefined;
  const peer$ = replay(openCapture(options, io, onFault), { network, session, speed: Infinity, onMalformed: 'drop' });
  await lastValueFrom(peer$.pipe(tap((peer) => (talk ??= talkOf(peer, options)))), { defaultValue: undefined });
  return talk;
}
