import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import {
  catchError,
  combineLatest,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  fromEvent,
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
import type { ServedMetrics } from '../export/metrics/serveMetrics.js';
import { isLoopback } from '../dashboard/admission.js';
import { readPage, type PageFiles } from '../dashboard/pageFile.js';
import { serveDashboard, type ServedDashboard } from '../dashboard/serveDashboard.js';
import { toPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { DashboardArguments } from './dashboardArguments.js';
import { monitorOfMonitors, monitorOfPool, type DashboardMonitor } from './dashboardMonitor.js';
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
  const { source } = options;
  if (source === undefined) return serveUntilStopped(options, io, from(page), monitorOfPool(options));
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  return withNats(source.nats, 'rxpeer dashboard', io, (connection) =>
    serveUntilStopped(options, io, from(page), monitorOfMonitors(connection, options, source, report)),
  );
}

function serveUntilStopped(
  options: DashboardArguments,
  io: Io,
  page$: Observable<PageFiles>,
  monitor$: Observable<DashboardMonitor>,
): Promise<number> {
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    // The URL of the page was not printed. EPIPE is ignored: the reader closed the pipe after it had read the URL.
    fromEvent(io.stdout, 'error').pipe(
      filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
      map(() => 1),
    ),
    page$.pipe(
      switchMap((files) => monitor$.pipe(switchMap((monitor) => serve(options, files, monitor)))),
      tap((served) => io.stdout.write(`${welcomeText(options, served)}\n`)),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        if (error instanceof NatsConnectionError) throw error;
        io.stderr.write(errorLine(failureText(error, options)));
        return of(1);
      }),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

function serve(
  { host, metricsPort, origins, port }: DashboardArguments,
  files: PageFiles,
  { monitor, pool, start }: DashboardMonitor,
): Observable<Served> {
  const token = isLoopback(host) ? undefined : randomBytes(16).toString('hex');
  const page$ = serveDashboard({ monitor, files, host, port, token, origins });
  const metrics$ = metricsPort === undefined ? of(undefined) : metricsServer(pool, { port: metricsPort });
  return combineLatest({ page: page$, metrics: metrics$ }).pipe(tap(start));
}

/** What is served. */
interface Served {
  readonly page: ServedDashboard;
  /** Undefined without `--metrics`. */
  readonly metrics: ServedMetrics | undefined;
}

function welcomeText(
  { host, origins, simulate, source, targets }: DashboardArguments,
  { metrics, page: { path, port } }: Served,
): string {
  const nodes = [
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
  const { message, cause } = toPeerError(error, 'the dashboard');
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return message;
  return portInUseText(port, host, '--port');
}
