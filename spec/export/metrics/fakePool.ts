import { BehaviorSubject, filter, Subject } from 'rxjs';
import type { CloseReason, Exchange, Message, Peer, PeerError, PeerStats, RoundTrip } from '../../../lib/index.js';
import type { FailedHandshake, MetricFamily, MetricsPeer, MetricsPool, MetricSample } from '../../../lib/metrics.js';

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
export class FakePool implements MetricsPool {
  readonly peers$ = new BehaviorSubject<readonly MetricsPeer[]>([]);
  readonly joined$ = new Subject<MetricsPeer>();
  readonly left$ = new Subject<{ peer: MetricsPeer; reason: CloseReason }>();
  readonly failed$ = new Subject<FailedHandshake>();
  readonly faults$ = new Subject<PeerError>();
  readonly message$ = new Subject<{ peer: MetricsPeer; message: Message }>();
  readonly stats$ = new BehaviorSubject({
    ...{ connecting: 0, freshAddresses: 0, triedAddresses: 0, discouragedAddresses: 0, bannedAddresses: 0 },
  });

  on(command: string) {
    return this.message$.pipe(filter(({ message }) => message.command === command));
  }

  join(...peers: MetricsPeer[]): void {
    for (const peer of peers) {
      this.joined$.next(peer);
      this.peers$.next([...this.peers$.value, peer]);
    }
  }

  leave(peer: MetricsPeer, reason: CloseReason = { by: 'local' }): void {
    this.left$.next({ peer, reason });
    this.peers$.next(this.peers$.value.filter((each) => each !== peer));
  }
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
