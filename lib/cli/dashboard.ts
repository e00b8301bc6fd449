import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import {
  catchError,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  fromEvent,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  combineLatest,
  switchMap,
  tap,
  type ObservableInput,
} from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import type { ServedMetrics } from '../export/metrics/serveMetrics.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { isLoopback } from '../dashboard/admission.js';
import { createMonitor } from '../dashboard/monitor.js';
import { readPage, type PageFiles } from '../dashboard/pageFile.js';
import { serveDashboard, type ServedDashboard } from '../dashboard/serveDashboard.js';
import { toPeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { Peer } from '../peer/peer.js';
import { createPool } from '../pool/createPool.js';
import type { PoolOptions } from '../pool/poolOptions.js';
import { simulateNetwork, type SimulatedNetwork } from '../simulator/simulateNetwork.js';
import type { DashboardArguments } from './dashboardArguments.js';
import { AnnouncedItems } from './announcedItems.js';
import { fetchAnnounced } from './fetchAnnounced.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { metricsServer, portInUseText } from './metricsServer.js';
import { reachableHosts } from './reachableHosts.js';

/** Shorter than Bitcoin Core's two minutes, so that the page shows recent round-trip times. */
const PING_INTERVAL_MS = 30_000;
const SIMULATED_PING_INTERVAL_MS = 3000;
/** Simulated nodes that connect to the pool: by default a pool accepts at most this many connections from one host. */
const MAX_INBOUND_SIMULATED = 5;

/**
 * `rxpeer dashboard`: serves the page.
 *
 * @returns the exit code: 0 after `io.stop$`; 1 if the page cannot be served, or its URL cannot be printed
 */
export function dashboard(
  options: DashboardArguments,
  io: Io,
  page: ObservableInput<PageFiles> = defer(() => readPage()),
): Promise<number> {
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    // The URL of the page was not printed. EPIPE is ignored: the reader closed the pipe after it had read the URL.
    fromEvent(io.stdout, 'error').pipe(
      filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
      map(() => 1),
    ),
    from(page).pipe(
      switchMap((files) => startSimulation(options).pipe(exhaustMap((network) => serve(options, files, network)))),
      tap((served) => io.stdout.write(`${welcomeText(options, served)}\n`)),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        io.stderr.write(errorLine(failureText(error, options)));
        return of(1);
      }),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

/** Starts the simulated network; emits undefined if `--simulate` was not given. */
function startSimulation({ network, simulate }: DashboardArguments): Observable<SimulatedNetwork | undefined> {
  if (simulate === undefined) return of(undefined);
  return simulateNetwork({
    network,
    count: simulate,
    visitors: Math.min(MAX_INBOUND_SIMULATED, Math.floor(simulate / 4)),
  });
}

function serve(
  options: DashboardArguments,
  files: PageFiles,
  simulated: SimulatedNetwork | undefined,
): Observable<Served> {
  const { host, metricsPort, network, origins, port } = options;
  // The pool and its monitor are created on subscription and closed on unsubscription.
  return new Observable((subscriber) => {
    const connection$ = new Subject<Peer>();
    const pool = createPool({
      ...poolOptions(options, simulated),
      onPeer: (peer) => connection$.next(peer),
      onListening: (endpoint) => subscriber.add(simulated?.visit(endpoint).subscribe()),
    });
    const monitor = createMonitor({ pool, network, connection$ });
    const token = isLoopback(host) ? undefined : randomBytes(16).toString('hex');
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    const metrics$ = metricsPort === undefined ? of(undefined) : metricsServer(pool, { port: metricsPort });
    subscriber.add(
      combineLatest({ page: serveDashboard({ monitor, files, host, port, token, origins }), metrics: metrics$ })
        .pipe(tap(() => pool.start()))
        .subscribe(subscriber),
    );
  });
}

/** What is served. */
interface Served {
  readonly page: ServedDashboard;
  /** Undefined without `--metrics`. */
  readonly metrics: ServedMetrics | undefined;
}

/** The pool connects only to the given targets and the simulated nodes; if there are none, it discovers peers. */
export function poolOptions(
  { listenPort, network, proxy, targets }: Pick<DashboardArguments, 'listenPort' | 'network' | 'proxy' | 'targets'>,
  simulated: Pick<SimulatedNetwork, 'nodes'> | undefined,
): PoolOptions {
  const nodes = [...targets, ...(simulated?.nodes ?? [])];
  const pingIntervalMs = simulated === undefined ? PING_INTERVAL_MS : SIMULATED_PING_INTERVAL_MS;
  const items = new AnnouncedItems();
  return {
    network,
    proxy,
    addresses: nodes.map(({ host, port }) => formatHostPort(host, port)),
    // So that the messages after a malformed one are shown, too.
    onMalformed: 'drop',
    conversations: [...defaultConversations({ pingIntervalMs }), fetchAnnounced({ items })],
    // We announce nothing, so the known inventory of the peers is not needed.
    knownInventoryCapacity: 1,
    ...(listenPort === undefined && simulated === undefined ? {} : { listenOn: { port: listenPort ?? 0 } }),
    ...(nodes.length === 0 ? {} : { outbound: nodes.length, dnsSeeds: [], gossip: simulated !== undefined }),
    ...(simulated === undefined ? {} : simulatedOptions(simulated)),
  };
}

/**
 * A simulated node that misbehaved listens on another port of 127.0.0.1 afterwards, and the other simulated nodes gossip its new address.
 * Private addresses are accepted only from simulated nodes: otherwise a remote could make us dial services on this machine.
 */
export function simulatedOptions({ nodes }: Pick<SimulatedNetwork, 'nodes'>) {
  const addresses = new Set(nodes.map(({ host, port }) => formatHostPort(host, port)));
  return {
    allowPrivateAddresses: (source: string) => addresses.has(source),
    minBackoffMs: 2000,
    maxBackoffMs: 30_000,
  } satisfies Partial<PoolOptions>;
}

function welcomeText(
  { host, origins, simulate, targets }: DashboardArguments,
  { metrics, page: { path, port } }: Served,
): string {
  const nodes = [
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

function failureText(error: unknown, { host, port }: DashboardArguments): string {
  const { message, cause } = toPeerError(error, 'the dashboard');
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return message;
  return portInUseText(port, host, '--port');
}
