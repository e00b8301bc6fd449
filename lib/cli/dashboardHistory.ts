import type { NatsConnection } from '@nats-io/transport-node';
import { defer, merge, Observable, of, shareReplay, switchMap } from 'rxjs';
import { isPeerError, type PeerError } from '../base/errors.js';
import { createMonitor } from '../dashboard/collect/monitor.js';
import { MAX_TIME_MS } from '../capture/captureTime.js';
import { historySource } from '../dashboard/playback/historySource.js';
import { Playback } from '../dashboard/playback/playback.js';
import type { PlaybackSource } from '../dashboard/playback/playbackSource.js';
import type { RemotePool } from '../export/nats/remote/remotePool.js';
import type { Network } from '../networks/network.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { DashboardArguments } from './dashboardArguments.js';
import { aboutMonitors, connectionEnd, monitorOfMonitors, type DashboardMonitor } from './dashboardMonitor.js';
import { monitorsOfPlayback } from './dashboardPlayback.js';
import type { MonitorSource } from './monitorSource.js';
import { loadOptional } from './natsConnection.js';
import { openRemotePool } from './watchMonitors.js';

/** Monitors, and the time from which their history is shown. */
export type HistoricMonitors = MonitorSource & { readonly sinceMs: number };

interface History {
  readonly source: PlaybackSource;
  /**
   * The pool of the present, for metrics and alerts: a playback would repeat its alerts at each seek. Undefined without metrics and
   * alerts.
   */
  readonly live?: RemotePool | undefined;
}

/**
 * The monitor of the server's stream since `sinceMs`, with the controls of a playback. It begins with the present, and follows it. Without
 * a stream that can be read it is `monitorOfMonitors`. Created on subscription, closed on unsubscription. Errors with NatsConnectionError when the
 * connection is closed for good.
 *
 * @param report called when the stream cannot be read, when the connection is lost, and when it is there again
 */
export function monitorOfHistory(
  connection: NatsConnection,
  options: DashboardArguments,
  monitors: HistoricMonitors,
  report: (text: string) => void,
): Observable<DashboardMonitor> {
  return defer(() => openHistory(connection, options, monitors)).pipe(
    switchMap((opened) => {
      if (!isPeerError(opened)) {
        return merge(playHistory(opened, monitors, options), connectionEnd(connection, monitors.nats.shownUrl, report));
      }
      report(`${opened.message}; the page has no controls of time`);
      return monitorOfMonitors(connection, options, monitors, report);
    }),
  );
}

async function openHistory(
  connection: NatsConnection,
  { alertWebhook, metricsPort, network }: DashboardArguments,
  monitors: HistoricMonitors,
): Promise<History | PeerError> {
  try {
    const source = await openSource(connection, network, monitors);
    if (alertWebhook === undefined && metricsPort === undefined) return { source };
    return { source, live: await openRemotePool(connection, { ...monitors, sinceMs: undefined }, network) };
  } catch (error) {
    if (isPeerError(error)) return error;
    throw error;
  }
}

async function openSource(
  connection: NatsConnection,
  network: Network,
  { monitors, nats, sinceMs }: HistoricMonitors,
): Promise<PlaybackSource> {
  const [{ historyReader, historyStartMs }, { fromNats }] = await loadOptional(() =>
    Promise.all([import('../export/nats/history/historyReader.js'), import('../export/nats/remote/fromNats.js')]),
  );
  const nowMs = (): number => preciseScheduler.wallMs();
  // A stream without messages begins now.
  const startMs = (await historyStartMs(connection, network)) ?? nowMs();
  return historySource({
    title: nats.shownUrl,
    network,
    fromMs: Math.max(sinceMs, startMs),
    read: (fromMs) => historyReader(connection, { network, monitors, sinceMs: fromMs }),
    fromNats,
    nowMs,
  });
}

function playHistory(
  { live, source }: History,
  monitors: HistoricMonitors,
  options: DashboardArguments,
): Observable<DashboardMonitor> {
  return new Observable((subscriber) => {
    const about = aboutMonitors(monitors, options);
    const playback = new Playback(source);
    const monitor$ = monitorsOfPlayback(playback, about).pipe(shareReplay({ bufferSize: 1, refCount: true }));
    const liveMonitor =
      live && createMonitor({ pool: live, network: live.network, connection$: live.connection$, about });
    subscriber.add(() => {
      playback.close();
      live?.close();
      liveMonitor?.close();
    });
    subscriber.next({
      monitor$,
      pool: live ?? playback.pool,
      playback,
      ...(liveMonitor === undefined ? {} : { live$: of(liveMonitor) }),
      start() {
        // The present: it is then followed.
        playback.seek(MAX_TIME_MS);
        playback.play();
      },
    });
  });
}
