import type { NatsConnection } from '@nats-io/transport-node';
import {
  concat,
  exhaustMap,
  from,
  ignoreElements,
  merge,
  Observable,
  of,
  Subject,
  switchMap,
  tap,
  throwError,
} from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { formatHostPort } from '../base/hostPort.js';
import { createMonitor, type Monitor } from '../dashboard/collect/monitor.js';
import { MAX_TARGETS, type About } from '../dashboard/protocol/about.js';
import type { Playback } from '../dashboard/playback/playback.js';
import type { MetricsPool } from '../export/metrics/metricsSource.js';
import type { RemotePool } from '../export/nats/remote/remotePool.js';
import type { Peer } from '../peer/peer.js';
import { createPool } from '../pool/createPool.js';
import type { SimulatedNetwork } from '../simulator/simulateNetwork.js';
import type { DashboardArguments } from './dashboardArguments.js';
import type { MonitorSource } from './monitorSource.js';
import { natsChanges, NatsConnectionError } from './natsConnection.js';
import { poolOptions, startSimulation } from './poolOptions.js';
import { openRemotePool } from './watchMonitors.js';

/** The data of a dashboard, and what starts its connections when the page is served. */
export interface DashboardMonitor {
  /** Emits at subscription; a playback has another monitor after each seek to an earlier time. */
  readonly monitor$: Observable<Monitor>;
  /** The peers, for the metrics. */
  readonly pool: MetricsPool;
  readonly start: () => void;
  /** The controls, if a recording or a history is shown. */
  readonly playback?: Playback | undefined;
  /** The monitor whose alerts are posted, if `monitor$` shows the past. */
  readonly live$?: Observable<Monitor> | undefined;
}

type LocalArguments = Omit<DashboardArguments, 'source'>;

/** The monitor of a pool of this process. Created on subscription, closed on unsubscription. */
export function monitorOfPool(options: LocalArguments): Observable<DashboardMonitor> {
  return startSimulation(options.network, options.simulate).pipe(
    // A simulated network emits again when a node moves to another port: the pool learns that by gossip.
    exhaustMap((simulated) => monitorOfNodes(options, simulated)),
  );
}

function monitorOfNodes(
  options: LocalArguments,
  simulated: SimulatedNetwork | undefined,
): Observable<DashboardMonitor> {
  return new Observable((subscriber) => {
    const connection$ = new Subject<Peer>();
    const pool = createPool({
      ...poolOptions(options, simulated),
      onPeer: (peer) => connection$.next(peer),
      onListening: (endpoint) => subscriber.add(simulated?.visit(endpoint).subscribe()),
    });
    const { network, recordingsFolder: folder } = options;
    const recordings = { folder };
    const monitor = createMonitor({ pool, network, connection$, about: aboutOf(options), recordings });
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    subscriber.next({ monitor$: of(monitor), pool, start: () => pool.start() });
  });
}

/**
 * The monitor of the peers that other processes publish. Created on subscription, closed on unsubscription. Errors with NatsConnectionError when the
 * connection is closed for good.
 *
 * @param report called when the connection is lost, and when it is there again
 */
export function monitorOfMonitors(
  connection: NatsConnection,
  options: LocalArguments,
  source: MonitorSource,
  report: (text: string) => void,
): Observable<DashboardMonitor> {
  const { shownUrl } = source.nats;
  return from(openRemotePool(connection, source, options.network)).pipe(
    switchMap((pool) =>
      merge(monitorOfRemotePool(pool, aboutMonitors(source, options)), connectionEnd(connection, shownUrl, report)),
    ),
  );
}

function monitorOfRemotePool(pool: RemotePool, about: Partial<About>): Observable<DashboardMonitor> {
  return new Observable((subscriber) => {
    const { connection$, network, scheduler } = pool;
    const monitor = createMonitor({ pool, network, connection$, about, sightingScheduler: scheduler });
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    subscriber.next({ monitor$: of(monitor), pool, start: () => undefined });
  });
}

function aboutOf({ alertWebhook, simulate = 0, targets }: LocalArguments): Partial<About> {
  const texts = targets.slice(0, MAX_TARGETS).map(({ host, port }) => escapeText(formatHostPort(host, port)));
  return { targets: texts, simulatedNodes: simulate, ...aboutWebhook(alertWebhook) };
}

/** What is shown, for the header of the page. */
export function aboutMonitors({ monitors, nats }: MonitorSource, { alertWebhook }: LocalArguments): Partial<About> {
  const targets = [nats.shownUrl, ...(monitors ?? [])].slice(0, MAX_TARGETS).map(escapeText);
  return { source: 'monitors', targets, ...aboutWebhook(alertWebhook) };
}

function aboutWebhook(target: LocalArguments['alertWebhook']): Partial<About> {
  return target === undefined ? {} : { alertWebhook: target.shownUrl };
}

/** Emits nothing, and errors when the connection is closed for good. */
export function connectionEnd(
  connection: NatsConnection,
  shownUrl: string,
  report: (text: string) => void,
): Observable<never> {
  return concat(
    natsChanges(connection, shownUrl).pipe(tap(report), ignoreElements()),
    throwError(() => new NatsConnectionError(`the connection to ${shownUrl} is closed`)),
  );
}
