import { closeSync, openSync, readSync, statSync } from 'node:fs';
import {
  concat,
  defer,
  filter,
  firstValueFrom,
  from,
  identity,
  ignoreElements,
  merge,
  of,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import { escapeText } from '../base/escapeText.js';
import { toHex } from '../codec/hex.js';
import { isPeerObserverArchive } from '../export/peerObserver/archive/archiveStart.js';
import type { PeerObserverEvent } from '../export/peerObserver/archive/peerObserverEvent.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { linePrinter } from './linePrinter.js';
import type { ReplayArguments } from './replayArguments.js';
import { withBackpressure } from './withBackpressure.js';

/**
 * True for a regular file that begins as an archive of peer-observer. A pipe is not read, because it can be read only once. Synchronous,
 * so that the program already listens when a signal to stop arrives.
 */
export function isArchiveFile(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, 'r');
    try {
      const start = new Uint8Array(32);
      return isPeerObserverArchive(start.subarray(0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    // readCaptureFile reports what is wrong.
    return false;
  }
}

/**
 * Prints the events of an archive of peer-observer, one per line.
 *
 * @returns the exit code: 0 if the archive was read to its end, or after `io.stop$` or `--count`; 1 if it cannot be read to its end
 */
export async function printArchive(options: ReplayArguments, io: Io): Promise<number> {
  const { count, json, only, path, sent, session } = options;
  const printer = linePrinter(io.stdout, 'keep');
  let failure: string | undefined;
  try {
    // Not a static import: protobufjs is an optional package.
    const { readPeerObserverArchive } = await import('../export/peerObserver/archive/readPeerObserverArchiveFile.js');
    const events = readPeerObserverArchive(path, { onFault: (error) => (failure = error.message) });
    const event$: Observable<PeerObserverEvent> = from(withBackpressure(io.stdout, events));
    const line$ = event$.pipe(
      filter(({ direction }) => sent || direction !== 'sent'),
      filter(({ name }) => only?.has(name) ?? true),
      filter(({ peerId }) => session === undefined || peerId === BigInt(session)),
      count === undefined ? identity : take(count),
      tap((event) => printer.print(json ? jsonText(event) : readableText(event))),
    );
    const end$ = concat(
      line$.pipe(ignoreElements()),
      defer(() => of(0)),
    );
    const ended$ = merge(io.stop$, printer.error$, end$);
    await firstValueFrom(ended$, { defaultValue: undefined });
  } catch (error) {
    if (error instanceof CaptureError) failure = error.message;
    else if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      failure = `${path} is an archive of peer-observer, which needs a package that is not installed: npm install protobufjs`;
    } else throw error;
  }
  if (failure === undefined) return 0;
  io.stderr.write(errorLine(failure));
  return 1;
}

function jsonText({ atMs, ...event }: PeerObserverEvent): string {
  return JSON.stringify({ at: new Date(atMs).toISOString(), ...event }, plainValue);
}

/** `2026-06-01T00:00:00.000Z  20.0.0.1:8333  received  inv  37 bytes  {"items":…}`; long fields are cut. */
function readableText({ address = '-', atMs, direction, fields, kind, name, sizeBytes }: PeerObserverEvent): string {
  const size = sizeBytes === undefined ? [] : [`${sizeBytes} bytes`];
  const text = fields === undefined || fields === true ? '' : JSON.stringify(fields, plainValue);
  const shown = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
  const parts = [new Date(atMs).toISOString(), address, direction ?? kind, name, ...size, shown];
  return parts
    .filter((part) => part !== '')
    .map(escapeText)
    .join('  ');
}

const MAX_SHOWN_CHARACTERS = 160;

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? toHex(value) : value;
}
