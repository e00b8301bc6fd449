import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  catchError,
  combineLatest,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  fromEvent,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  switchMap,
  tap,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { CaptureError } from '../capture/captureError.js';
import type { ServedMetrics } from '../export/metrics/serveMetrics.js';
import { isLoopback } from '../dashboard/serve/admission.js';
import type { Monitor } from '../dashboard/collect/monitor.js';
import { readPage, type PageFiles } from '../dashboard/serve/pageFile.js';
import { serveDashboard, type ServedDashboard } from '../dashboard/serve/serveDashboard.js';
import { toPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { DashboardArguments } from './dashboardArguments.js';
import { monitorOfHistory } from './dashboardHistory.js';
import { monitorOfMonitors, monitorOfPool, type DashboardMonitor } from './dashboardMonitor.js';
import { monitorOfRecording } from './dashboardPlayback.js';
import { alertWebhook } from './alertWebhook.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { metricsServer, portInUseText } from './metricsServer.js';
import type { MonitorSource } from './monitorSource.js';
import { NatsConnectionError } from './natsConnection.js';
import { reachableHosts } from './reachableHosts.js';
import { withNats } from './withNats.js';

/**
 * `rxpeer dashboard`: serves the page.
 *
 * @returns the exit code: 0 after `io.stop$`; 1 if the page cannot be served, its URL cannot be printed, or NATS cannot be used
 */
export function dashboard(
  options: DashboardArguments,
  io: Io,
  page: ObservableInput<PageFiles> = defer(() => readPage()),
): Promise<number> {
  const { recording, source } = options;
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  if (recording !== undefined) return serveUntilStopped(options, io, from(page), monitorOfRecording(recording, report));
  if (source === undefined) return serveUntilStopped(options, io, from(page), monitorOfPool(options));
  return withNats(source.nats, 'rxpeer dashboard', io, (connection) =>
    serveUntilStopped(options, io, from(page), monitorsOn(connection, options, source, report)),
  );
}

function monitorsOn(
  connection: NatsConnection,
  options: DashboardArguments,
  source: MonitorSource,
  report: (text: string) => void,
): Observable<DashboardMonitor> {
  const { sinceMs } = source;
  if (sinceMs === undefined) return monitorOfMonitors(connection, options, source, report);
  return monitorOfHistory(connection, options, { ...source, sinceMs }, report);
}

async function serveUntilStopped(
  options: DashboardArguments,
  io: Io,
  page$: Observable<PageFiles>,
  monitor$: Observable<DashboardMonitor>,
): Promise<number> {
  let monitor: Monitor | undefined;
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    // The URL of the page was not printed. EPIPE is ignored: the reader closed the pipe after it had read the URL.
    fromEvent(io.stdout, 'error').pipe(
      filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
      map(() => 1),
    ),
    page$.pipe(
      switchMap((files) =>
        monitor$.pipe(
          switchMap((each) => {
            const latest$ = each.monitor$.pipe(tap((next) => (monitor = next)));
            return merge(serve(options, files, each), postAlerts(options, io, each), latest$.pipe(ignoreElements()));
          }),
        ),
      ),
      tap((served) => io.stdout.write(`${welcomeText(options, served)}\n`)),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        if (error instanceof NatsConnectionError) throw error;
        io.stderr.write(errorLine(failureText(error, options)));
        return of(1);
      }),
    ),
  );
  const code = await firstValueFrom(code$, { defaultValue: 1 });
  // The files of recordings are complete when they are closed.
  await monitor?.actions.close();
  return code;
}

function serve(
  { host, metricsPort, origins, port }: DashboardArguments,
  files: PageFiles,
  { monitor$, playback, pool, start }: DashboardMonitor,
): Observable<Served> {
  const token = isLoopback(host) ? undefined : randomBytes(16).toString('hex');
  const page$ = serveDashboard({ monitor$, playback, files, host, port, token, origins });
  const metrics$ =
    metricsPort === undefined
      ? of(undefined)
      : metricsServer(pool, { port: metricsPort }).pipe(switchMap((served) => withLink(served, monitor$)));
  return combineLatest({ page: page$, metrics: metrics$ }).pipe(tap(start));
}

/** Emits the served metrics, and gives their URL to each monitor. */
function withLink(metrics: ServedMetrics, monitor$: Observable<Monitor>): Observable<ServedMetrics> {
  return merge(
    of(metrics),
    monitor$.pipe(
      tap((monitor) => monitor.setMetricsUrl(metrics.url)),
      ignoreElements(),
    ),
  );
}

/** `--alert-webhook`: posts the alerts, and emits nothing. */
function postAlerts(
  { alertWebhook: target, network }: DashboardArguments,
  io: Io,
  { monitor$, live$ = monitor$ }: DashboardMonitor,
): Observable<never> {
  if (target === undefined) return NEVER;
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const change$ = live$.pipe(switchMap(({ alerts }) => alerts.change$));
  return alertWebhook(change$, { target, network: network.name, report });
}

/** The servers of the dashboard. */
interface Served {
  readonly page: ServedDashboard;
  /** Undefined without `--metrics`. */
  readonly metrics: ServedMetrics | undefined;
}

function welcomeText(
  { host, origins, recording, simulate, source, targets }: DashboardArguments,
  { metrics, page: { path, port } }: Served,
): string {
  const nodes = [
    ...(recording === undefined ? [] : [`the recording ${recording.path}`]),
    ...(source === undefined ? [] : [monitorsText(source)]),
    ...(simulate === undefined ? [] : [`${simulate} simulated nodes`]),
    ...targets.map((target) => formatHostPort(target.host, target.port)),
  ];
  const bases = [
    ...reachableHosts(host, networkInterfaces()).map((each) => `http://${formatHostPort(each, port)}`),
    ...origins,
  ];
  const urls = bases.map((base, i) => `  ${i === 0 ? 'open' : '  or'} ${base}${path}`);
  const lines = metrics === undefined ? urls : [...urls, `  metrics ${metrics.url}`];
  const subject = nodes.length === 0 ? 'peers that it discovers' : nodes.join(', ');
  return `rxpeer dashboard of ${escapeText(subject)}; press Ctrl-C to stop it\n\n${lines.join('\n')}\n`;
}

function monitorsText({ monitors, nats }: MonitorSource): string {
  return `${monitors === undefined ? 'all monitors' : `the monitors ${monitors.join(', ')}`} on ${nats.shownUrl}`;
}

function failureText(error: unknown, { host, port }: DashboardArguments): string {
  if (error instanceof CaptureError) return error.message;
  const { message, cause } = toPeerError(error, 'the dashboard');
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return message;
  return portInUseText(port, host, '--port');
}
