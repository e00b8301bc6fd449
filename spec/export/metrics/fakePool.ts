import { BehaviorSubject, filter, Subject } from 'rxjs';
import type { CloseReason, Exchange, Message, Peer, PeerError, PeerStats, RoundTrip } from '../../../lib/index.js';
import type {
  EndedPeer,
  FailedHandshake,
  MetricFamily,
  MetricsPeer,
  MetricsPool,
  MetricSample,
} from '../../../lib/metrics.js';
import type { PoolStats } from '../../../lib/node.js';

/** A peer whose events and figures the test chooses. */
export interface FakePeer extends MetricsPeer {
  readonly faults$: Subject<PeerError>;
  readonly pings$: Subject<RoundTrip>;
  readonly exchanges$: Subject<Exchange>;
  /** Changes what `stats()` returns. */
  readonly setStats: (stats: Partial<PeerStats>) => void;
}

export function fakePeer(properties: Partial<Pick<Peer, 'address' | 'direction' | 'transport'>> = {}): FakePeer {
  let stats = {
    received: { messages: 0, bytes: 0, byCommand: {} },
    sent: { messages: 0, bytes: 0, byCommand: {} },
    ...{ droppedInventory: 0, queuedMessages: 0, queuedBytes: 0, unfinishedBytes: 0, waitingInventory: 0 },
    isPaused: false,
  } as unknown as PeerStats;
  return {
    ...{ address: '8.8.8.8:8333', direction: 'outbound', transport: { version: 2 }, ...properties },
    faults$: new Subject(),
    pings$: new Subject(),
    exchanges$: new Subject(),
    stats: () => stats,
    setStats: (changed) => (stats = { ...stats, ...changed }),
  };
}

/** The counts of one direction by command. */
export function traffic(byCommand: Record<string, [messages: number, bytes: number]>): PeerStats['received'] {
  const entries = Object.entries(byCommand).map(([command, [messages, bytes]]) => [command, { messages, bytes }]);
  return { messages: 0, bytes: 0, byCommand: Object.fromEntries(entries) as PeerStats['received']['byCommand'] };
}

/** A pool whose peers and events the test chooses. */
export interface FakePool extends MetricsPool {
  readonly peers$: BehaviorSubject<readonly MetricsPeer[]>;
  readonly joined$: Subject<MetricsPeer>;
  readonly left$: Subject<EndedPeer>;
  readonly failed$: Subject<FailedHandshake>;
  readonly faults$: Subject<PeerError>;
  readonly stats$: BehaviorSubject<PoolFigures>;
  /** The messages of all peers. */
  readonly message$: Subject<{ peer: MetricsPeer; message: Message }>;
  readonly join: (...peers: MetricsPeer[]) => void;
  readonly leave: (peer: MetricsPeer, reason?: CloseReason) => void;
}

type PoolFigures = Omit<PoolStats, 'inbound' | 'outbound'>;

export function fakePool(): FakePool {
  const figures = { connecting: 0, freshAddresses: 0, triedAddresses: 0, discouragedAddresses: 0, bannedAddresses: 0 };
  const [peers$, joined$, left$] = [
    new BehaviorSubject<readonly MetricsPeer[]>([]),
    new Subject<MetricsPeer>(),
    new Subject<EndedPeer>(),
  ];
  const message$ = new Subject<{ peer: MetricsPeer; message: Message }>();
  const messagesOf: FakePool['on'] = (command) => message$.pipe(filter(({ message }) => message.command === command));
  return {
    ...{ peers$, joined$, left$, message$ },
    failed$: new Subject(),
    faults$: new Subject(),
    stats$: new BehaviorSubject(figures),
    on: messagesOf,
    join(...peers) {
      for (const peer of peers) {
        joined$.next(peer);
        peers$.next([...peers$.value, peer]);
      }
    },
    leave(peer, reason = { by: 'local' }) {
      left$.next({ peer, reason });
      peers$.next(peers$.value.filter((each) => each !== peer));
    },
  } satisfies FakePool;
}

/** The samples of a metric. */
export function samplesOf(families: readonly MetricFamily[], name: string): readonly MetricSample[] {
  const family = families.find((each) => each.name === name);
  if (family === undefined) throw new Error(`no metric ${name}`);
  return family.samples;
}

/** The values of a metric without buckets, by the values of its labels. */
export function valuesOf(families: readonly MetricFamily[], name: string): Record<string, number> {
  return Object.fromEntries(
    samplesOf(families, name).map((sample) => [
      Object.values(sample.labels).join(' '),
      'value' in sample ? sample.value : sample.count,
    ]),
  );
}

/** The number of series that the metrics are in Prometheus. */
export function seriesCount(families: readonly MetricFamily[]): number {
  const counts = families.flatMap(({ samples }) =>
    samples.map((sample) => ('buckets' in sample ? sample.buckets.length + 3 : 1)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
