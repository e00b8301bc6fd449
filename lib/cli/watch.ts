import {
  catchError,
  concat,
  defer,
  filter,
  firstValueFrom,
  identity,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  take,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { toPeerError } from '../errors.js';
import type { Network } from '../networks/network.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { simulateNode } from '../simulator/simulateNode.js';
import { coloursFor } from './colours.js';
import type { WatchArguments } from './commandLine.js';
import { escapeText } from '../bytes/escapeText.js';
import { jsonLine, readableLine } from './formatLine.js';
import type { Io } from './io.js';
import { linePrinter } from './linePrinter.js';
import { watchPeer, type WatchEvent } from './watchPeer.js';

/** `rxpeer watch`: prints what the peers say until it is told to end (0), or all connections have ended (1). */
export function watch(options: WatchArguments, io: Io): Promise<number> {
  const { count, forMs, json, only, sent } = options;
  const colours = coloursFor(io.stdout, io.env);
  const printer = linePrinter(io.stdout);
  const tell = (text: string): void => void io.stderr.write(`rxpeer: ${escapeText(text)}\n`);

  const printed$ = eventsOf(options).pipe(
    tap((event) => {
      if (event.kind !== 'traffic') tell(placed(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'traffic'),
    filter(({ traffic }) => sent || traffic.direction === 'received'),
    filter(({ traffic }) => only?.has(traffic.message?.command ?? traffic.command) ?? true),
    tap(({ address, traffic }) =>
      printer.print(json ? jsonLine(address, traffic) : readableLine(address, traffic, colours)),
    ),
  );
  let lines = 0;
  const counted$ = printed$.pipe(
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
    forMs === undefined ? NEVER : timer(forMs, preciseScheduler).pipe(map(() => 0)),
    concat(
      counted$.pipe(ignoreElements()),
      defer(() => of(lines === count ? 0 : 1)),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 }).finally(() => {
    if (printer.droppedLines > 0) tell(`${printer.droppedLines} lines not printed: the output is not read`);
  });
}

/** Says whose trouble it is, where the message does not. */
function placed(address: string, message: string): string {
  return message.includes(address) ? message : `${address}: ${message}`;
}

/** All events of all connections; completes when each has ended. */
function eventsOf({ fetch, network, simulate, targets }: WatchArguments): Observable<WatchEvent> {
  const watched = [
    ...(simulate ? [watchSimulated(network, fetch)] : []),
    ...targets.map((target) => watchPeer({ ...target, network, fetch })),
  ];
  return merge(...watched);
}

/** So that something is to be seen from the first second on. */
const SIMULATED_INTERVALS = {
  transactionIntervalMs: 500,
  blockIntervalMs: 2000,
  addressIntervalMs: 5000,
  pingIntervalMs: 3000,
};

function watchSimulated(network: Network, fetch: boolean): Observable<WatchEvent> {
  return simulateNode({ network, ...SIMULATED_INTERVALS }).pipe(
    mergeMap(({ host, port }) => watchPeer({ network, host, port, fetch })),
    catchError((error: unknown) =>
      of({ kind: 'ended', address: 'simulator', error: toPeerError(error, 'the simulator') } as const),
    ),
    // The node itself goes on for ever.
    takeWhile((event) => event.kind !== 'ended', true),
  );
}
