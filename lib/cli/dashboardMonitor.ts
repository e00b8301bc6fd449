import type { NatsConnection } from '@nats-io/transport-node';
import { concat, exhaustMap, from, ignoreElements, merge, Observable, Subject, switchMap, tap, throwError } from 'rxjs';
import { createMonitor, type Monitor } from '../dashboard/monitor.js';
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
  readonly monitor: Monitor;
  /** The peers, for the metrics. */
  readonly pool: MetricsPool;
  readonly start: () => void;
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
    const monitor = createMonitor({ pool, network: options.network, connection$ });
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    subscriber.next({ monitor, pool, start: () => pool.start() });
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
  { network }: LocalArguments,
  source: MonitorSource,
  report: (text: string) => void,
): Observable<DashboardMonitor> {
  const { shownUrl } = source.nats;
  return from(openRemotePool(connection, source, network)).pipe(
    switchMap((pool) => merge(monitorOfRemotePool(pool), connectionEnd(connection, shownUrl, report))),
  );
}

function monitorOfRemotePool(pool: RemotePool): Observable<DashboardMonitor> {
  return new Observable((subscriber) => {
    const { connection$, network, scheduler } = pool;
    const monitor = createMonitor({ pool, network, connection$, sightingScheduler: scheduler });
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    subscriber.next({ monitor, pool, start: () => undefined });
  });
}

/** Emits nothing, and errors when the connection is closed for good. */
function connectionEnd(
  connection: NatsConnection,
  shownUrl: string,
  report: (text: string) => void,
): Observable<never> {
  return concat(
    natsChanges(connection, shownUrl).pipe(tap(report), ignoreElements()),
    throwError(() => new NatsConnectionError(`the connection to ${shownUrl} is closed`)),
  );
}
