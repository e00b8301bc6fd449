import { randomBytes } from 'node:crypto';
import {
  catchError,
  defer,
  exhaustMap,
  firstValueFrom,
  from,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  switchMap,
  tap,
  type ObservableInput,
} from 'rxjs';
import { escapeText } from '../bytes/escapeText.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import { isLoopback } from '../dashboard/admission.js';
import { createMonitor } from '../dashboard/monitor.js';
import { readPage, type PageFiles } from '../dashboard/pageFile.js';
import { serveDashboard, type ServedDashboard } from '../dashboard/serveDashboard.js';
import { toPeerError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import { MruSet } from '../operators/mruSet.js';
import type { Peer } from '../peer/peer.js';
import { createPool } from '../pool/createPool.js';
import type { PoolOptions } from '../pool/options.js';
import { simulateNetwork, type SimulatedNetwork } from '../simulator/simulateNetwork.js';
import type { DashboardArguments } from './dashboardArguments.js';
import { fetchAnnounced, MAX_REMEMBERED } from './fetchAnnounced.js';
import type { Io } from './io.js';

/** So that a round trip is seen now and then; Bitcoin Core pings every two minutes. */
const PING_INTERVAL_MS = 30_000;
const SIMULATED_PING_INTERVAL_MS = 3000;
/** As many as a pool takes from one host. */
const MAX_VISITORS = 5;

/** `rxpeer dashboard`: serves the page until it is told to end (0), or until it cannot be served (1). */
export function dashboard(
  options: DashboardArguments,
  io: Io,
  page: ObservableInput<PageFiles> = defer(() => readPage()),
): Promise<number> {
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    from(page).pipe(
      switchMap((files) => networkOf(options).pipe(exhaustMap((network) => served(options, files, network)))),
      tap(({ url }) => io.stdout.write(`${welcome(options, url)}\n`)),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        io.stderr.write(`rxpeer: ${escapeText(reasonOf(error, options))}\n`);
        return of(1);
      }),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

/** The simulated network, where one is wanted. */
function networkOf({ network, simulate }: DashboardArguments): Observable<SimulatedNetwork | undefined> {
  if (simulate === undefined) return of(undefined);
  return simulateNetwork({ network, count: simulate, visitors: Math.min(MAX_VISITORS, Math.floor(simulate / 4)) });
}

function served(
  options: DashboardArguments,
  files: PageFiles,
  simulated: SimulatedNetwork | undefined,
): Observable<ServedDashboard> {
  const { host, network, port } = options;
  // The pool and its monitor live as long as the page is served.
  return new Observable((subscriber) => {
    const connection$ = new Subject<Peer>();
    const pool = createPool({
      ...poolOptions(options, simulated),
      onPeer: (peer) => connection$.next(peer),
      onListening: (place) => subscriber.add(simulated?.visit(place).subscribe()),
    });
    const monitor = createMonitor({ pool, network, connection$ });
    const token = isLoopback(host) ? undefined : randomBytes(16).toString('hex');
    subscriber.add(() => {
      pool.close();
      monitor.close();
    });
    subscriber.add(
      serveDashboard({ monitor, files, host, port, token })
        .pipe(tap(() => pool.start()))
        .subscribe(subscriber),
    );
  });
}

/** Peers that were named are the only ones; where none were, the pool finds its own. */
function poolOptions(
  { listenPort, network, targets }: DashboardArguments,
  simulated: SimulatedNetwork | undefined,
): PoolOptions {
  const places = [...targets, ...(simulated?.nodes ?? [])];
  const asked = new MruSet<string>(MAX_REMEMBERED);
  const pingIntervalMs = simulated === undefined ? PING_INTERVAL_MS : SIMULATED_PING_INTERVAL_MS;
  return {
    network,
    addresses: places.map(({ host, port }) => formatHostPort(host, port)),
    conversations: [...defaultConversations({ pingIntervalMs }), fetchAnnounced({ asked })],
    // We announce nothing: what our peers have need not be remembered.
    knownInventoryCapacity: 1,
    ...(listenPort === undefined && simulated === undefined ? {} : { listenOn: { port: listenPort ?? 0 } }),
    ...(places.length === 0 ? {} : { outbound: places.length, dnsSeeds: [], gossip: simulated !== undefined }),
    ...(simulated === undefined ? {} : simulatedOptions(simulated)),
  };
}

/**
 * A simulated node that misbehaved returns on another port of loopback, and the other simulated nodes tell its address. Nobody else is
 * trusted with private addresses: a named host could make us dial services on this machine.
 */
export function simulatedOptions({ nodes }: Pick<SimulatedNetwork, 'nodes'>) {
  const addresses = new Set(nodes.map(({ host, port }) => formatHostPort(host, port)));
  return {
    allowPrivateAddresses: (source: string) => addresses.has(source),
    minBackoffMs: 2000,
    maxBackoffMs: 30_000,
  } satisfies Partial<PoolOptions>;
}

function welcome({ simulate, targets }: DashboardArguments, url: string): string {
  const whom = [
    ...(simulate === undefined ? [] : [`${simulate} simulated nodes`]),
    ...targets.map(({ host, port }) => formatHostPort(host, port)),
  ];
  return `rxpeer dashboard of ${whom.length === 0 ? 'peers that it finds' : whom.join(', ')}; ctrl-C ends it\n\n  open ${url}\n`;
}

function reasonOf(error: unknown, { host, port }: DashboardArguments): string {
  const { message, cause } = toPeerError(error, 'the dashboard');
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return message;
  return `port ${port} of ${host} is taken: --port chooses another one`;
}
