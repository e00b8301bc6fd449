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
 * Prints the messages among the events, a line each, and the trouble on stderr.
 *
 * @param codeAtEnd what to end with when the events end by themselves
 * @returns the program's exit code: 0 too when it was told to end, by `io.stop$`, the count of lines, a reader who has had enough
 */
export async function printEvents(
  event$: Observable<WatchEvent>,
  { count, json, only, sent }: PrintOptions,
  io: Io,
  codeAtEnd: number,
): Promise<number> {
  const colours = coloursFor(io.stdout, io.env);
  const printer = linePrinter(io.stdout);
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
  if (printer.droppedLines > 0) tell(`${printer.droppedLines} lines not printed: the output is not read`);
  return code;
}

/** Says whose trouble it is, where the message does not. */
function placed(address: string, message: string): string {
  return address === '' || message.includes(address) ? message : `${address}: ${message}`;
}
