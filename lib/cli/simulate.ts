import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import {
  catchError,
  EMPTY,
  exhaustMap,
  filter,
  firstValueFrom,
  fromEvent,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  tap,
  type Observable,
} from 'rxjs';
import { toPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { simulateNetwork, type SimulatedNetwork } from '../simulator/simulateNetwork.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import type { SimulateArguments } from './simulateArguments.js';

/**
 * `rxpeer simulate`: runs a simulated network and prints where its nodes listen.
 *
 * @returns the exit code: 0 after `io.stop$`; 1 if a node cannot listen, or the truth or the addresses cannot be written
 */
export async function simulate(options: SimulateArguments, io: Io): Promise<number> {
  let truth: WriteStream | undefined;
  try {
    truth = await openTruth(options);
  } catch (error) {
    io.stderr.write(errorLine(truthFailure(error as NodeJS.ErrnoException, options)));
    return 1;
  }
  const code = await firstValueFrom(
    merge(
      io.stop$.pipe(map(() => 0)),
      // EPIPE is ignored: the reader closed the pipe after it had read the addresses.
      fromEvent(io.stdout, 'error').pipe(
        filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
        map(() => 1),
      ),
      truth === undefined ? EMPTY : failureOf(truth, options, io),
      runNetwork(options, io, truth).pipe(
        catchError((error: unknown) => {
          io.stderr.write(errorLine(toPeerError(error, 'the simulated network').message));
          return of(1);
        }),
      ),
    ),
    { defaultValue: 1 },
  );
  if (truth !== undefined && !truth.destroyed) await new Promise<void>((resolve) => truth.end(resolve));
  return code;
}

/** Prints each address once, and writes the truth while it is subscribed; emits nothing. */
function runNetwork(options: SimulateArguments, io: Io, truth: WriteStream | undefined): Observable<never> {
  const { blockIntervalMs, json, network, nodes, seed, transactionIntervalMs, visit, visitors } = options;
  const printed = new Set<string>();
  const network$ = simulateNetwork({ network, count: nodes, visitors, seed, blockIntervalMs, transactionIntervalMs });
  return network$.pipe(
    tap((simulated) => {
      for (const { host, port, profile } of simulated.nodes) {
        const address = formatHostPort(host, port);
        if (printed.has(address)) continue;
        printed.add(address);
        io.stdout.write(`${json ? JSON.stringify({ address, role: profile.role }) : address}\n`);
      }
    }),
    // Visitors and truth begin with the first emission; each later emission has the new address of a node that has moved.
    exhaustMap((simulated) =>
      merge(
        visit === undefined ? EMPTY : simulated.visit(visit),
        truth === undefined ? EMPTY : truthLines(simulated).pipe(tap((line) => truth.write(line))),
        NEVER,
      ),
    ),
    ignoreElements(),
  );
}

/** A line of JSON for each new block and transaction. The miner has it at that moment; every other node announces it later. */
function truthLines({ chain, nodes }: SimulatedNetwork): Observable<string> {
  const miner = nodes[0]!;
  const node = formatHostPort(miner.host, miner.port);
  return merge(
    chain.entry$.pipe(map(({ hash, height }) => ({ kind: 'block', hash, height }))),
    chain.transaction$.pipe(map(({ txid, wtxid }) => ({ kind: 'transaction', hash: txid, wtxid }))),
  ).pipe(map((item) => `${JSON.stringify({ ...item, node, atMs: preciseScheduler.wallMs() })}\n`));
}

async function openTruth({ overwrite, truth }: SimulateArguments): Promise<WriteStream | undefined> {
  if (truth === undefined) return undefined;
  const stream = createWriteStream(truth, { flags: overwrite ? 'w' : 'wx', mode: 0o600 });
  await once(stream, 'open');
  return stream;
}

/** Emits 1 when the file can no longer be written. */
function failureOf(truth: WriteStream, options: SimulateArguments, io: Io): Observable<number> {
  return fromEvent(truth, 'error').pipe(
    tap((error) => io.stderr.write(errorLine(truthFailure(error as NodeJS.ErrnoException, options)))),
    map(() => 1),
  );
}

function truthFailure({ code, message }: NodeJS.ErrnoException, { truth }: SimulateArguments): string {
  if (code === 'EEXIST') return `${truth} exists already: choose another name for --truth, or add --overwrite`;
  return `--truth: ${message}`;
}
