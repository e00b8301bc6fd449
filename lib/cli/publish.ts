import type { NatsConnection } from '@nats-io/transport-node';
import {
  catchError,
  distinct,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  ignoreElements,
  map,
  merge,
  Observable,
  of,
  pairwise,
  startWith,
  Subject,
  switchMap,
  tap,
  withLatestFrom,
} from 'rxjs';
import { isPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { Peer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { createPool } from '../pool/createPool.js';
import type { SimulatedNetwork } from '../simulator/simulateNetwork.js';
import { errorLine, withAddress } from './errorLine.js';
import type { Io } from './io.js';
import type { PublishState } from '../export/nats/publish/publishState.js';
import { linePrinter } from './linePrinter.js';
import { loadOptional } from './natsConnection.js';
import { metricsServer } from './metricsServer.js';
import { poolOptions, startSimulation } from './poolOptions.js';
import type { PublishArguments } from './publishArguments.js';
import { loadPublisher, type Publisher } from './publishFormat.js';
import { statusJson, statusText, type PublishStatus } from './publishStatus.js';
import { stopAfter } from './watch.js';
import { withNats } from './withNats.js';

/**
 * `rxpeer publish`: connects to nodes as the dashboard does, and publishes what they send and receive to NATS.
 *
 * @returns the exit code: 0 after `io.stop$` or `--for`; 1 if the server cannot be used, or another process has the name of the monitor
 */
export function publish(options: PublishArguments, io: Io): Promise<number> {
  const limitedIo = stopAfter(io, options.forMs);
  return withNats(options.nats, `rxpeer publish ${options.monitor}`, limitedIo, (connection) =>
    publishOn(connection, options, limitedIo),
  );
}

function publishOn(connection: NatsConnection, options: PublishArguments, io: Io): Promise<number> {
  const { network, simulate } = options;
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const printer = linePrinter(io.stdout, 'drop');
  const status$ = from(prepare(connection, options)).pipe(
    switchMap((publisher) =>
      startSimulation(network, simulate).pipe(
        // A simulated network emits again when a node moves to another port: the pool learns that by gossip.
        exhaustMap((simulated) => publishPool(connection, publisher, options, simulated, report)),
      ),
    ),
  );
  const printed$ = status$.pipe(
    tap((status) => {
      if (options.json) printer.print(statusJson(status, options));
    }),
    startWith(undefined),
    pairwise(),
    tap(([before, now]) => {
      const text = statusText(before, now!, options);
      if (text !== undefined) report(text);
    }),
    ignoreElements(),
  );
  const code$ = merge(io.stop$.pipe(map(() => 0)), printer.error$.pipe(map(() => 0)), printed$).pipe(
    catchError((error: unknown) => {
      if (!isPeerError(error)) throw error;
      report(error.message);
      return of(1);
    }),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

/** Loads the publisher, and creates the stream of the history if it is wanted. */
async function prepare(
  connection: NatsConnection,
  { format, historyMs, network }: PublishArguments,
): Promise<Publisher> {
  if (historyMs !== undefined) {
    const { keepHistory } = await loadOptional(() => import('../export/nats/history/historyStream.js'));
    await keepHistory(connection, { network, maxAgeMs: historyMs });
  }
  return loadPublisher(format);
}

function publishPool(
  connection: NatsConnection,
  publisher: Publisher,
  options: PublishArguments,
  simulated: SimulatedNetwork | undefined,
  report: (text: string) => void,
): Observable<PublishStatus> {
  const { commands, metricsPort, monitor, payloads, perCommand, targets } = options;
  const named = new Set(targets.map(({ host, port }) => formatHostPort(host, port)));
  // The pool is created on subscription and closed on unsubscription.
  return new Observable((subscriber) => {
    const connection$ = new Subject<Peer>();
    const failures: string[] = [];
    const pool = createPool({
      ...poolOptions(options, simulated),
      onPeer: (peer) => connection$.next(peer),
      onListening: (endpoint) => subscriber.add(simulated?.visit(endpoint).subscribe()),
    });
    subscriber.add(
      pool.failed$
        .pipe(
          filter(({ address }) => named.has(address)),
          distinct(({ address }) => address),
        )
        .subscribe(({ address, error }) => failures.push(withAddress(address, error.message))),
    );
    const nats$ = new Subject<PublishState>();
    if (metricsPort !== undefined) {
      const metrics$ = metricsServer(pool, { port: metricsPort, nats$ });
      subscriber.add(
        metrics$.subscribe({
          next: ({ url }) => report(`metrics ${url}`),
          error: (error: unknown) => subscriber.error(error),
        }),
      );
    }
    const peerCount$ = pool.peers$.pipe(map(({ length }) => length));
    subscriber.add(
      publisher
        .publish(connection, pool, { monitor, commands, payloads, perCommand, connection$ })
        .pipe(
          tap((state) => nats$.next(state)),
          withLatestFrom(peerCount$),
          map(([state, peers]) => ({ atMs: preciseScheduler.wallMs(), state, peers, failures: failures.splice(0) })),
        )
        .subscribe(subscriber),
    );
    // After the publisher: readers then see the end of the monitor, and not one closed connection after the other.
    subscriber.add(() => pool.close());
    pool.start();
  });
}
