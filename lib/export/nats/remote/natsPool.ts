import { interval, map, Subject, Subscription, type Observable } from 'rxjs';
import { toPeerError, type PeerError } from '../../../base/errors.js';
import type { MessageStream } from '../../../iterable/messageStream.js';
import type { LossyStreamOptions, StreamOptions } from '../../../iterable/streamOptions.js';
import { lossyStream } from '../../../iterable/toAsyncIterable.js';
import type { Message, MessageOf } from '../../../messages/table.js';
import type { PeerMessage } from '../../../monitor/peerMessage.js';
import type { Network } from '../../../networks/network.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import { preciseScheduler } from '../../../peer/preciseScheduler.js';
import { requireCommand } from '../../../peer/receive/commandStreams.js';
import { streamRequest } from '../../../peer/receive/streamRequest.js';
import { CurrentValue } from '../../../peer/streams/currentValue.js';
import { guardedNext } from '../../../peer/streams/guard.js';
import { mergePeers, messagesOfPeers } from '../../../pool/mergePeers.js';
import type { FailedConnection, PeerTraffic, PoolStats } from '../../../pool/observedPool.js';
import { PoolEvents } from '../../../pool/poolEvents.js';
import type { NatsConnection } from '@nats-io/nats-core';
import { toHex } from '../../../codec/hex.js';
import { cryptoRandom } from '../../../peer/cryptoRandom.js';
import { monitorClocks, type MonitorClocks } from '../clock/monitorClocks.js';
import { readHistory } from '../history/readHistory.js';
import type { NatsClient } from '../natsConnection.js';
import { NatsError } from '../natsError.js';
import type { ChunkBudget } from '../records/chunkAssembler.js';
import { monitorToken, recordSubjects, stateSubject } from '../recordSubject.js';
import { parseSubjectToken, subjectToken } from '../subject.js';
import type { FromNatsOptions } from './fromNatsOptions.js';
import { RemoteClock } from './remoteClock.js';
import { RemoteMonitor } from './remoteMonitor.js';
import type { RemoteMonitorOwner } from './remoteMonitorOwner.js';
import type { RemotePeer } from './remotePeer.js';
import type { MonitoredPeer, MonitorStatus, RemotePool } from './remotePool.js';

/** The interval at which monitors are checked, their status is emitted, and missing states are requested. */
const CHECK_MS = 1000;
/** The memory that the incomplete lists of all monitors may take, as a number of lists of `maxListBytes`. */
const MAX_INCOMPLETE_LISTS = 4;

type JoinedPeer = RemotePeer & MonitoredPeer;

/** Reads the subjects of all monitors. States: open, closed. */
export class NatsPool implements RemotePool, RemoteMonitorOwner {
  readonly network: Network;
  readonly clock: RemoteClock;
  readonly maxListBytes: number;
  readonly chunkBudget: ChunkBudget;
  private readonly events = new PoolEvents<JoinedPeer>(() => this.figures());
  readonly peers$ = this.events.peers$;
  readonly joined$ = this.events.joined$;
  readonly left$ = this.events.left$;
  readonly failed$ = this.events.failed$;
  readonly faults$ = this.events.faults$;
  readonly stats$ = this.events.stats$;
  readonly messages$ = messagesOfPeers(this.events, (peer) => peer.messages$);
  readonly traffic$: Observable<PeerTraffic<MonitoredPeer>> = mergePeers(this.events, (peer) =>
    peer.traffic$.pipe(map((traffic) => ({ peer, traffic }))),
  );
  private readonly connectionSubject$ = new Subject<MonitoredPeer>();
  readonly connection$ = this.connectionSubject$.asObservable();
  private readonly statuses = new CurrentValue<readonly MonitorStatus[]>([]);
  readonly monitors$ = this.statuses.value$;
  /** By the token of the name in subjects, so that a name is parsed once and not with every list. */
  private readonly monitors = new Map<string, RemoteMonitor>();
  private readonly subscription = new Subscription();
  private readonly clocks: MonitorClocks | undefined;
  private peerCount = 0;
  private isStateMissing = true;

  constructor(
    private readonly connection: NatsClient,
    private readonly options: FromNatsOptions,
  ) {
    const { correctClocks, maxListBytes = 64 * 1024 * 1024, monitors, network, sinceMs } = options;
    const { scheduler = preciseScheduler } = options;
    this.network = network;
    this.maxListBytes = maxListBytes;
    this.chunkBudget = { storedBytes: 0, maxBytes: MAX_INCOMPLETE_LISTS * maxListBytes };
    this.clock = new RemoteClock(scheduler);
    const isHistory = sinceMs !== undefined;
    if (isHistory) this.readSince(sinceMs);
    else for (const monitor of new Set(monitors ?? [undefined])) this.subscribe(recordSubjects(network.name, monitor));
    if (correctClocks ?? !isHistory) {
      // A reader has no name: it only asks, and answers on a subject that no other process knows.
      this.clocks = monitorClocks(connection, { network, monitor: `reader-${toHex(cryptoRandom(8))}`, scheduler });
      this.subscription.add(() => this.clocks?.close());
    }
    this.subscription.add(interval(CHECK_MS, scheduler).subscribe(() => this.check()));
    this.requestState();
    void connection.closed().then(() => this.close());
  }

  get scheduler(): RemoteClock {
    return this.clock;
  }

  on<C extends Message['command']>(command: C): Observable<PeerMessage<MessageOf<C>, MonitoredPeer>> {
    requireCommand(this.network, command);
    return messagesOfPeers(this.events, (peer) => peer.on(command));
  }

  stream(options: LossyStreamOptions): MessageStream<PeerMessage<Message, MonitoredPeer>>;
  stream<C extends Message['command']>(
    command: C,
    options: LossyStreamOptions,
  ): MessageStream<PeerMessage<MessageOf<C>, MonitoredPeer>>;
  stream(first?: string | StreamOptions, second?: StreamOptions): MessageStream<never> {
    const { command, options } = streamRequest(this.network, first, second, false);
    const values$ = command === undefined ? this.messages$ : this.on(command as Message['command']);
    return lossyStream<PeerMessage<Message, MonitoredPeer>>(
      values$,
      options as LossyStreamOptions,
    ) as MessageStream<never>;
  }

  close(): void {
    if (this.subscription.closed) return;
    this.subscription.unsubscribe();
    for (const monitor of this.monitors.values()) monitor.end({ by: 'local' });
    this.connectionSubject$.complete();
    this.statuses.complete();
    this.events.complete();
  }

  // Called by the monitors.

  canAddPeer(): boolean {
    return this.peerCount < (this.options.maxPeers ?? 100_000);
  }

  onPeer(peer: RemotePeer): void {
    this.peerCount += 1;
    guardedNext(this.connectionSubject$, peer as JoinedPeer);
  }

  onJoined(peer: RemotePeer): void {
    this.events.joined(peer as JoinedPeer);
  }

  onClosed(peer: RemotePeer, reason: CloseReason, wasJoined: boolean): void {
    this.peerCount -= 1;
    if (wasJoined) this.events.left(peer as JoinedPeer, reason);
  }

  onFailed(failed: FailedConnection): void {
    this.events.failed(failed);
  }

  onFault(error: PeerError): void {
    this.events.fault(error);
  }

  onUnknownPeers(): void {
    this.isStateMissing = true;
  }

  onHeartbeat(): void {
    this.events.changed();
  }

  private subscribe(subject: string): void {
    // A callback instead of the iterator: it runs while the client reads, so a slow subscriber slows down the socket, and nothing is queued here.
    const subscribed = this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) this.receive(message.subject, message.data);
        else this.onFault(new NatsError('SUBSCRIBE_FAILED', `${subject}: ${error.message}`, { cause: error }));
      },
    });
    this.subscription.add(() => subscribed.unsubscribe());
  }

  private readSince(sinceMs: number): void {
    const { monitors, network } = this.options;
    this.subscription.add(
      readHistory(this.connection as NatsConnection, { network, monitors, sinceMs }).subscribe({
        next: ({ data, subject }) => this.receive(subject, data),
        error: (error: unknown) => this.onFault(toPeerError(error, 'reading the history')),
      }),
    );
  }

  private receive(subject: string, bytes: Uint8Array): void {
    const token = monitorToken(subject) ?? '';
    const monitor = this.monitors.get(token) ?? this.addMonitor(token, subject);
    monitor?.receive(bytes);
  }

  private addMonitor(token: string, subject: string): RemoteMonitor | undefined {
    const name = parseSubjectToken(token);
    if (name === undefined) {
      this.onFault(
        new NatsError('BAD_SUBJECT', `no publisher uses the subject ${JSON.stringify(subject.slice(0, 200))}`),
      );
      return undefined;
    }
    const { maxMonitors = 1000 } = this.options;
    if (this.monitors.size >= maxMonitors && !this.removeEndedMonitor()) {
      this.onFault(new NatsError('TOO_MANY_MONITORS', `more than ${maxMonitors} monitors publish: raise maxMonitors`));
      return undefined;
    }
    const monitor = new RemoteMonitor(name, this);
    // The first call starts the measurement.
    monitor.clock = this.clocks?.offsetOf(name);
    this.monitors.set(token, monitor);
    return monitor;
  }

  /** Removes the monitor without an instance that has sent nothing for the longest time. Returns false if all are alive. */
  private removeEndedMonitor(): boolean {
    const ended = [...this.monitors.values()].filter(({ isAlive }) => !isAlive);
    const [oldest] = ended.sort((a, b) => a.touchedAtMs - b.touchedAtMs);
    if (oldest === undefined) return false;
    oldest.dropChunks();
    return this.monitors.delete(subjectToken(oldest.name));
  }

  private check(): void {
    const { monitorTimeoutMs = 10_000, sinceMs } = this.options;
    const nowMs = this.clock.now();
    for (const monitor of this.monitors.values()) {
      monitor.clock = this.clocks?.offsetOf(monitor.name) ?? monitor.clock;
      if (nowMs - monitor.touchedAtMs >= monitorTimeoutMs) monitor.dropChunks();
      if (sinceMs !== undefined || !monitor.isAlive) continue;
      monitor.closeStalePeers(nowMs);
      if (nowMs - monitor.arrivedAtMs < monitorTimeoutMs) continue;
      const fact = `the monitor "${monitor.name}" has sent nothing for ${monitorTimeoutMs} ms`;
      monitor.end({ by: 'fault', error: new NatsError('MONITOR_SILENT', fact) });
      this.events.changed();
    }
    this.requestState();
    this.statuses.next(Array.from(this.monitors.values(), statusOf).sort((a, b) => (a.monitor < b.monitor ? -1 : 1)));
  }

  private requestState(): void {
    if (!this.isStateMissing) return;
    this.isStateMissing = false;
    try {
      this.connection.publish(stateSubject(this.network.name));
    } catch (cause) {
      // The connection is closed or draining: no further message arrives.
      if (this.connection.isClosed()) return;
      this.onFault(new NatsError('DISCONNECTED', 'the state of the peers cannot be requested', { cause }));
    }
  }

  private figures(): Omit<PoolStats, 'inbound' | 'outbound'> {
    const sums = { connecting: 0, freshAddresses: 0, triedAddresses: 0, discouragedAddresses: 0, bannedAddresses: 0 };
    for (const { heartbeat, isAlive } of this.monitors.values()) {
      if (heartbeat?.pool === undefined || !isAlive) continue;
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += heartbeat.pool[name];
    }
    return sums;
  }
}

function statusOf(monitor: RemoteMonitor): MonitorStatus {
  const { clock, heartbeat, isAlive, joinedPeers, lostRecords, name, receivedRecords } = monitor;
  return Object.freeze({
    monitor: name,
    isAlive,
    peers: joinedPeers,
    receivedRecords,
    lostRecords,
    droppedMessages: heartbeat?.droppedMessages ?? 0,
    clockOffsetMs: clock?.offsetMs ?? 0,
    ...(clock === undefined ? {} : { clockErrorMs: clock.errorMs }),
    ...(heartbeat === undefined ? {} : { startedAtMs: heartbeat.startedAtMs, version: heartbeat.version }),
    ...(heartbeat?.pool === undefined ? {} : { pool: heartbeat.pool }),
  });
}
