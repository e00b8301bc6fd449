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
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { coloursFor } from './colours.js';
import { DateHeadings } from './dateHeadings.js';
import { errorLine, withAddress } from './errorLine.js';
import { jsonLine, readableLine } from './formatLine.js';
import type { Io } from './io.js';
import { linePrinter } from './linePrinter.js';
import type { WatchEvent } from './watchEvent.js';

/** Options that choose what is printed, and in which form. */
export interface PrintOptions {
  /** The commands that are printed; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Also print the messages that we send. */
  readonly sent: boolean;
  /** Print JSON (json.schema.json) instead of readable lines. */
  readonly json: boolean;
  /** Stop after this number of messages; undefined: no limit. */
  readonly count?: number | undefined;
  /** Print no colours, for any environment. Default false. */
  readonly noColor?: boolean | undefined;
}

/**
 * Prints one line per message on stdout, and errors on stderr. Readable lines contain the time but not the date: a line with the date
 * precedes the first message of each day, except today's at the beginning.
 *
 * @param codeAtEnd the exit code if the events complete by themselves
 * @param overflow what happens to lines that the reader of stdout does not read in time; see linePrinter
 * @returns the program's exit code: 0 after `io.stop$`, after `count` messages, or if stdout failed (StdoutMonitor reports that, and
 * ignores EPIPE); 1 if lines were dropped; else `codeAtEnd`
 */
export async function printEvents(
  event$: Observable<WatchEvent>,
  { count, json, noColor, only, sent }: PrintOptions,
  io: Io,
  codeAtEnd: number,
  overflow: 'drop' | 'keep' = 'drop',
): Promise<number> {
  const colours = coloursFor(io.stdout, io.env, noColor);
  const headings = new DateHeadings(preciseScheduler.wallMs());
  const printer = linePrinter(io.stdout, overflow);
  const report = (text: string): void => void io.stderr.write(errorLine(text));

  let lines = 0;
  const printed$ = event$.pipe(
    tap((event) => {
      if (event.kind !== 'traffic') report(withAddress(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'traffic'),
    filter(({ traffic }) => sent || traffic.direction === 'received'),
    filter(({ traffic }) => only?.has(traffic.message()?.command ?? traffic.command) ?? true),
    tap(({ address, monitor, traffic }) => {
      if (json) {
        printer.print(jsonLine(address, traffic, monitor));
        return;
      }
      const heading = headings.headingBefore(traffic.atMs);
      if (heading !== undefined) printer.print(colours.dim(heading));
      printer.print(readableLine(address, traffic, colours, monitor));
    }),
    tap(() => (lines += 1)),
    count === undefined ? identity : take(count),
  );
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    printer.error$.pipe(map(() => 0)),
    concat(
      printed$.pipe(ignoreElements()),
      defer(() => of(lines === count ? 0 : codeAtEnd)),
    ),
  );
  const code = await firstValueFrom(code$, { defaultValue: codeAtEnd });
  if (printer.droppedLines === 0) return code;
  report(`${printer.droppedLines} lines were dropped: the output was not read fast enough`);
  return 1;
}
