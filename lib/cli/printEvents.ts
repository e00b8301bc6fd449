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
import { DayLines } from './dayLines.js';
import { errorLine, placed } from './errorText.js';
import { jsonLine, readableLine } from './formatLine.js';
import type { Io } from './io.js';
import { linePrinter } from './linePrinter.js';
import type { WatchEvent } from './watchPeer.js';

export interface PrintOptions {
  /** The commands that are printed; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether to print the messages that we send, too. */
  readonly sent: boolean;
  /** Whether to print JSON (json.schema.json) instead of lines for people. */
  readonly json: boolean;
  /** The number of messages after which to end; undefined: no limit. */
  readonly count?: number | undefined;
  /** Prints no colours, whatever the environment says. Default false. */
  readonly noColor?: boolean | undefined;
}

/**
 * Prints the messages among the events, a line each, and errors on stderr. Lines for people have a time, but no date: a line with the
 * date comes before them when the day changes, and at the beginning if it is not today.
 *
 * @param codeAtEnd the exit code if the events end by themselves
 * @param overflow what happens to lines that the reader does not take: as for linePrinter
 * @returns the program's exit code: 0 if `io.stop$` or `count` ended it, or the reader of standard output has gone; 1 if lines were dropped.
 *   Main reports an output that cannot be written.
 */
export async function printEvents(
  event$: Observable<WatchEvent>,
  { count, json, noColor, only, sent }: PrintOptions,
  io: Io,
  codeAtEnd: number,
  overflow: 'drop' | 'keep' = 'drop',
): Promise<number> {
  const colours = coloursFor(io.stdout, io.env, noColor);
  const days = new DayLines(preciseScheduler.wallMs());
  const printer = linePrinter(io.stdout, overflow);
  const tell = (text: string): void => void io.stderr.write(errorLine(text));

  let lines = 0;
  const printed$ = event$.pipe(
    tap((event) => {
      if (event.kind !== 'traffic') tell(placed(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'traffic'),
    filter(({ traffic }) => sent || traffic.direction === 'received'),
    filter(({ traffic }) => only?.has(traffic.message()?.command ?? traffic.command) ?? true),
    tap(({ address, traffic }) => {
      if (json) {
        printer.print(jsonLine(address, traffic));
        return;
      }
      const day = days.before(traffic.atMs);
      if (day !== undefined) printer.print(colours.dim(day));
      printer.print(readableLine(address, traffic, colours));
    }),
    tap(() => (lines += 1)),
    count === undefined ? identity : take(count),
  );
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    printer.broken$.pipe(map(() => 0)),
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
