import {
  concat,
  defer,
  filter,
  firstValueFrom,
  identity,
  ignoreElements,
  map,
  merge,
  of,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { escapeText } from '../bytes/escapeText.js';
import { coloursFor } from './colours.js';
import { jsonLine, readableLine } from './formatLine.js';
import type { Io } from './io.js';
import { linePrinter } from './linePrinter.js';
import type { WatchEvent } from './watchPeer.js';

export interface PrintOptions {
  /** The commands that are printed; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether to print what we say, too. */
  readonly sent: boolean;
  readonly json: boolean;
  /** How many lines at most. */
  readonly count?: number | undefined;
}

/**
 * Prints the messages among the events, a line each, and the faults on stderr.
 *
 * @param codeAtEnd the exit code if the events end by themselves
 * @param overflow what happens to lines that the reader does not take: as for linePrinter
 * @returns the exit code of the program: 0 also if it was stopped, by `io.stop$`, the count of lines, or a reader that closed the pipe;
 * 1 if lines were dropped
 */
export async function printEvents(
  event$: Observable<WatchEvent>,
  { count, json, only, sent }: PrintOptions,
  io: Io,
  codeAtEnd: number,
  overflow: 'drop' | 'keep' = 'drop',
): Promise<number> {
  const colours = coloursFor(io.stdout, io.env);
  const printer = linePrinter(io.stdout, overflow);
  const tell = (text: string): void => void io.stderr.write(`rxpeer: ${escapeText(text)}\n`);

  let lines = 0;
  const printed$ = event$.pipe(
    tap((event) => {
      if (event.kind !== 'traffic') tell(placed(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'traffic'),
    filter(({ traffic }) => sent || traffic.direction === 'received'),
    filter(({ traffic }) => only?.has(traffic.message?.command ?? traffic.command) ?? true),
    tap(({ address, traffic }) =>
      printer.print(json ? jsonLine(address, traffic) : readableLine(address, traffic, colours)),
    ),
    tap(() => (lines += 1)),
    count === undefined ? identity : take(count),
  );
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    printer.broken$.pipe(
      map((error) => {
        // Who reads has had enough, as `head` has.
        if (error.code === 'EPIPE') return 0;
        tell(`cannot write: ${error.message}`);
        return 1;
      }),
    ),
    concat(
      printed$.pipe(ignoreElements()),
      defer(() => of(lines === count ? 0 : codeAtEnd)),
    ),
  );
  const code = await firstValueFrom(code$, { defaultValue: codeAtEnd });
  if (printer.droppedLines === 0) return code;
  tell(`${printer.droppedLines} lines were dropped: the output was not read fast enough`);
  return 1;
}

/** Says whose trouble it is, where the message does not. */
function placed(address: string, message: string): string {
  return address === '' || message.includes(address) ? message : `${address}: ${message}`;
}
