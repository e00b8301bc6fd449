import { mergeMap, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { networkKindOf, type NetworkKind } from '../../address/networkKind.js';
import { wallClockMs } from '../../base/clock.js';
import type { Message } from '../../messages/table.js';
import type { PeerMessage } from '../../monitor/peerMessage.js';
import type { PeerStats } from '../../peer/stats/stats.js';
import { BoundedValues, MAX_CODES, MAX_COMMANDS } from './boundedValues.js';
import { familyOf, METRICS, singleValue } from './definitions.js';
import { ExchangeMetrics } from './exchangeMetrics.js';
import { LabelledCounter } from './labelledCounter.js';
import { LabelledHistogram } from './labelledHistogram.js';
import type { MetricFamily } from './metricFamily.js';
import type { EndedPeer, MetricsPeer } from './metricsSource.js';
import type { ObservedPeers } from './observedPeers.js';
import { PeerTotals } from './peerTotals.js';
import { ROUND_TRIP_BOUNDS } from './buckets.js';

/** A peer that has sent nothing for this time is silent: as in docs/alerts.md. Our pings make a live peer send more often. */
const SILENT_AFTER_MS = 140_000;
/** Bitcoin Core warns if the median of the clock offsets is larger (WARN_THRESHOLD, node/timeoffsets.h). */
const CLOCK_OFFSET_SECONDS = 600;

/** The stored data of a ready peer. */
interface LivePeer {
  /** Represents the peer in the sightings: a reference to the peer would keep an ended peer in memory. */
  readonly identity: object;
  readonly labels: PeerLabels;
  readonly subscription: Subscription;
}

interface PeerLabels extends Readonly<Record<'direction' | 'group' | 'transport', string>> {
  readonly direction: 'inbound' | 'outbound';
  readonly group: NetworkKind;
  readonly transport: 'v1' | 'v2' | 'unknown';
}

/**
 * The metrics of peers. Traffic and queues are read from `stats()` when they are collected; the counts of a peer that has ended are added to
 * `ended`, so no counter ever decreases.
 */
export class PeerMetrics {
  private readonly live = new Map<MetricsPeer, LivePeer>();
  private readonly commands = new BoundedValues(MAX_COMMANDS, 'unknown');
  private readonly codes = new BoundedValues(MAX_CODES, 'other');
  private readonly ended = new PeerTotals(this.commands);
  private readonly handshakes = new LabelledCounter<'direction' | 'group' | 'transport'>();
  private readonly failures = new LabelledCounter<'direction' | 'code'>();
  private readonly ends = new LabelledCounter<'direction' | 'by' | 'code'>();
  private readonly faults = new LabelledCounter<'code'>();
  private readonly roundTrips = new LabelledHistogram<'group'>(ROUND_TRIP_BOUNDS);
  private readonly exchanges = new ExchangeMetrics();
  private readonly identitiesSubject$ = new Subject<readonly object[]>();
  private readonly subscription = new Subscription();

  /** The identities of the ready peers, whenever one joins or leaves. */
  readonly identities$ = this.identitiesSubject$.asObservable();

  constructor(
    private readonly peers: ObservedPeers,
    private readonly scheduler: SchedulerLike,
  ) {}

  start(): void {
    // Ends first: a peer that ends while it is announced as ready must not stay.
    this.subscription.add(this.peers.ended$.subscribe((ended) => this.onEnded(ended)));
    this.subscription.add(
      this.peers.failed$.subscribe(({ direction, error }) =>
        this.failures.add({ direction, code: this.codes.of(error.code) }),
      ),
    );
    this.subscription.add(this.peers.ready$.subscribe((peer) => this.onReady(peer)));
    this.subscription.add(this.peers.connect());
  }

  close(): void {
    this.subscription.unsubscribe();
    for (const [peer, { subscription }] of this.live) {
      subscription.unsubscribe();
      this.ended.add(peer.stats());
    }
    this.live.clear();
  }

  /** The announcements of the ready peers, with their identities. */
  announcements(): Observable<PeerMessage<Message, object>> {
    return this.peers.announcement$.pipe(
      mergeMap(({ peer, message }) => {
        const identity = this.live.get(peer)?.identity;
        return identity === undefined ? [] : [{ peer: identity, message }];
      }),
    );
  }

  collect(): MetricFamily[] {
    const totals = new PeerTotals(this.commands);
    totals.addAll(this.ended);
    const peers = new LabelledCounter<'direction' | 'group' | 'transport'>();
    const sums = { queuedMessages: 0, queuedBytes: 0, unfinishedBytes: 0, waitingInventory: 0 };
    const offsets: number[] = [];
    let paused = 0;
    let silent = 0;
    const nowMs = wallClockMs(this.scheduler);
    for (const [peer, { labels }] of this.live) {
      const stats = peer.stats();
      totals.add(stats);
      peers.add(labels);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += stats[name];
      if (stats.isPaused) paused += 1;
      if (isSilent(stats, nowMs)) silent += 1;
      if (stats.timeOffsetSeconds !== undefined) offsets.push(stats.timeOffsetSeconds);
    }
    return [
      familyOf(METRICS.peers, peers.samples()),
      familyOf(METRICS.handshakes, this.handshakes.samples()),
      familyOf(METRICS.handshakeFailures, this.failures.samples()),
      familyOf(METRICS.peerEnds, this.ends.samples()),
      familyOf(METRICS.faults, this.faults.samples()),
      familyOf(METRICS.messages, totals.samples('messages')),
      familyOf(METRICS.messageBytes, totals.samples('bytes')),
      familyOf(METRICS.pingRoundTrip, this.roundTrips.samples()),
      ...this.exchanges.collect(),
      singleValue(METRICS.sendQueueMessages, sums.queuedMessages),
      singleValue(METRICS.sendQueueBytes, sums.queuedBytes),
      singleValue(METRICS.unfinishedBytes, sums.unfinishedBytes),
      singleValue(METRICS.waitingInventory, sums.waitingInventory),
      singleValue(METRICS.droppedInventory, totals.droppedInventory),
      singleValue(METRICS.pausedPeers, paused),
      singleValue(METRICS.silentPeers, silent),
      familyOf(METRICS.clockOffsetMedian, medianSamples(offsets)),
      singleValue(METRICS.clockOffsetPeers, offsets.filter((each) => Math.abs(each) > CLOCK_OFFSET_SECONDS).length),
    ];
  }

  private onReady(peer: MetricsPeer): void {
    if (this.live.has(peer)) return;
    const labels = labelsOf(peer);
    const subscription = new Subscription();
    const { group } = labels;
    subscription.add(peer.faults$.subscribe(({ code }) => this.faults.add({ code: this.codes.of(code) })));
    subscription.add(
      peer.pings$.subscribe(({ roundTripMs }) => this.roundTrips.observe({ group }, roundTripMs / 1000)),
    );
    subscription.add(peer.exchanges$.subscribe((exchange) => this.exchanges.add(exchange)));
    this.live.set(peer, { identity: {}, labels, subscription });
    this.handshakes.add(labels);
    this.emitIdentities();
  }

  private onEnded({ peer, reason }: EndedPeer): void {
    const labels = this.live.get(peer)?.labels;
    this.live.get(peer)?.subscription.unsubscribe();
    this.live.delete(peer);
    this.ended.add(peer.stats());
    const code = reason.error === undefined ? 'none' : this.codes.of(reason.error.code);
    this.ends.add({ direction: labels?.direction ?? peer.direction, by: reason.by, code });
    this.emitIdentities();
  }

  private emitIdentities(): void {
    if (!this.identitiesSubject$.observed) return;
    this.identitiesSubject$.next(Array.from(this.live.values(), ({ identity }) => identity));
  }
}

function labelsOf({ address, direction, transport }: MetricsPeer): PeerLabels {
  return {
    direction,
    group: networkKindOf(address),
    transport: transport === undefined ? 'unknown' : transport.version === 2 ? 'v2' : 'v1',
  };
}

function isSilent({ received, startedAtMs = 0 }: PeerStats, nowMs: number): boolean {
  return nowMs - (received.lastMs ?? startedAtMs) > SILENT_AFTER_MS;
}

/** No sample without values, because 0 would be a wrong median. */
function medianSamples(values: number[]): { labels: Record<string, never>; value: number }[] {
  if (values.length === 0) return [];
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return [{ labels: {}, value }];
}
