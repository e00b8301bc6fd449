import { catchError, exhaustMap, firstValueFrom, merge, of, share, Subject, timer } from 'rxjs';
import { toPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { FailedHandshake } from '../export/metrics/metricsSource.js';
import type { Peer } from '../peer/peer.js';
import { errorLine, withAddress } from './errorLine.js';
import { transportText } from './transportText.js';
import type { Io } from './io.js';
import { metricsServer } from './metricsServer.js';
import { mergeTargets } from './mergeTargets.js';
import { printEvents } from './printEvents.js';
import { reconnect } from './reconnect.js';
import type { WatchArguments } from './watchArguments.js';
import type { WatchEvent } from './watchEvent.js';
import { watchMonitors } from './watchMonitors.js';
import { watchPeer } from './watchPeer.js';

/**
 * `rxpeer watch`: prints the messages of the targets, or of the monitors.
 *
 * @returns the exit code: 0 after `io.stop$`, `--for` or `--count`; 1 after all connections have ended, or if the metrics cannot be served or NATS cannot
 * be used
 */
export function watch(options: WatchArguments, io: Io): Promise<number> {
  const { forMs, metricsPort, source } = options;
  if (source !== undefined) return watchMonitors(source, options, stopAfter(io, forMs));
  const connections = { peer$: new Subject<Peer>(), failed$: new Subject<FailedHandshake>() };
  if (metricsPort === undefined) return printTargets(options, io, connections);

  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const code$ = metricsServer(connections.peer$, { port: metricsPort, failed$: connections.failed$ }).pipe(
    exhaustMap(({ url }) => {
      report(`metrics ${url}`);
      return printTargets(options, io, connections);
    }),
    catchError((error: unknown) => {
      report(toPeerError(error, 'the metrics').message);
      return of(1);
    }),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

/** The streams through which the metrics observe the connections. */
interface Connections {
  readonly peer$: Subject<Peer>;
  /** The connections that could not be opened. */
  readonly failed$: Subject<FailedHandshake>;
}

function printTargets(options: WatchArguments, io: Io, { failed$, peer$ }: Connections): Promise<number> {
  const { fetch, forMs, network, proxy } = options;
  const limitedIo = stopAfter(io, forMs);
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const event$ = mergeTargets<WatchEvent>(options, (target) => {
    const address = formatHostPort(target.host, target.port);
    const connection$ = watchPeer({
      ...{ ...target, network, fetch, proxy, onSlow: report },
      onPeer: (peer) => peer$.next(peer),
      onFailed: (error) => failed$.next({ direction: 'outbound', error }),
      onReady: ({ transport }) => report(withAddress(address, transportText(transport))),
    });
    const onWait = (delayMs: number): void => report(`${address}: connecting again in ${delayMs / 1000} s`);
    return options.reconnect ? connection$.pipe(reconnect({ stop$: limitedIo.stop$, onWait })) : connection$;
  });
  return printEvents(event$, options, limitedIo, 1);
}

/** Returns an Io whose `stop$` also emits after this time. */
export function stopAfter(io: Io, forMs: number | undefined): Io {
  return forMs === undefined ? io : { ...io, stop$: merge(io.stop$, timer(forMs, preciseScheduler)).pipe(share()) };
}
