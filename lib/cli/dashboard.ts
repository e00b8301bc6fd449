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
  switchMap,
  tap,
  type ObservableInput,
} from 'rxjs';
import { escapeText } from '../base/escapeText.js';
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
import { errorLine } from './errorText.js';
import type { Io } from './io.js';
import { reachableHosts } from './reachableHosts.js';

/** More often than the two minutes of Bitcoin Core, so that the page shows recent round trips. */
const PING_INTERVAL_MS = 30_000;
const SIMULATED_PING_INTERVAL_MS = 3000;
/** A pool accepts as many connections from one host. */
const MAX_VISITORS = 5;

/** `rxpeer dashboard`: serves the page until `io.stop$` emits (0), or ends because it cannot be served (1). */
export function dashboard(
  options: DashboardArguments,
  io: Io,
  page: ObservableInput<PageFiles> = defer(() => readPage()),
): Promise<number> {
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    // Nobody learns the address of the page. A reader that has gone has read it.
    fromEvent(io.stdout, 'error').pipe(
      filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
      map(() => 1),
    ),
    from(page).pipe(
      switchMap((files) => networkOf(options).pipe(exhaustMap((network) => served(options, files, network)))),
      tap((page) => io.stdout.write(`${welcome(options, page)}\n`)),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        io.stderr.write(errorLine(reasonOf(error, options)));
        return of(1);
      }),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

/** The simulated network, if one is wanted. */
function networkOf({ network, simulate }: DashboardArguments): Observable<SimulatedNetwork | undefined> {
  if (simulate === undefined) return of(undefined);
  return simulateNetwork({ network, count: simulate, visitors: Math.min(MAX_VISITORS, Math.floor(simulate / 4)) });
}

function served(
  options: DashboardArguments,
  files: PageFiles,
  simulated: SimulatedNetwork | undefined,
): Observable<ServedDashboard> {
  const { host, network, origins, port } = options;
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
      serveDashboard({ monitor, files, host, port, token, origins })
        .pipe(tap(() => pool.start()))
        .subscribe(subscriber),
    );
  });
}

/** With named peers or simulated nodes the pool keeps to these; without them it finds peers by itself. */
export function poolOptions(
  { listenPort, network, targets }: Pick<DashboardArguments, 'listenPort' | 'network' | 'targets'>,
  simulated: Pick<SimulatedNetwork, 'nodes'> | undefined,
): PoolOptions {
  const places = [...targets, ...(simulated?.nodes ?? [])];
  const pingIntervalMs = simulated === undefined ? PING_INTERVAL_MS : SIMULATED_PING_INTERVAL_MS;
  const items = new AnnouncedItems();
  return {
    network,
    addresses: places.map(({ host, port }) => formatHostPort(host, port)),
    // Who watches a node wants to see what it sends after a malformed message.
    onMalformed: 'drop',
    conversations: [...defaultConversations({ pingIntervalMs }), fetchAnnounced({ items })],
    // We announce nothing, so we need not remember what our peers have.
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

function welcome({ host, origins, simulate, targets }: DashboardArguments, { path, port }: ServedDashboard): string {
  const whom = [
    ...(simulate === undefined ? [] : [`${simulate} simulated nodes`]),
    ...targets.map((target) => formatHostPort(target.host, target.port)),
  ];
  const bases = [
    ...reachableHosts(host, networkInterfaces()).map((each) => `http://${formatHostPort(each, port)}`),
    ...origins,
  ];
  const urls = bases.map((base, i) => `  ${i === 0 ? 'open' : '  or'} ${base}${path}`);
  const subject = whom.length === 0 ? 'peers that it finds' : whom.join(', ');
  return `rxpeer dashboard of ${escapeText(subject)}; press Ctrl-C to end it\n\n${urls.join('\n')}\n`;
}

function reasonOf(error: unknown, { host, port }: DashboardArguments): string {
  const { message, cause } = toPeerError(error, 'the dashboard');
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return message;
  return `port ${port} of ${host} is taken: choose another one by --port, or any free one by --port 0`;
}
