import type { Observable } from 'rxjs';
import { from, interval, of, race, Subscription, timer } from 'rxjs';
import { wallClockMs } from '../../../base/clock.js';
import type { PeerError } from '../../../base/errors.js';
import { VERSION } from '../../../base/version.js';
import type { Peer, ReadyPeer } from '../../../peer/peer.js';
import { preciseScheduler } from '../../../peer/preciseScheduler.js';
import type { Pool, PoolStats } from '../../../pool/pool.js';
import type { ExportEvent } from '../../events/exportEvent.js';
import { exportEvents, readyPeers } from '../../events/exportEvents.js';
import type { NatsClient } from '../natsConnection.js';
import { NatsError } from '../natsError.js';
import { monitorClocks, type MonitorClocks } from '../clock/monitorClocks.js';
import { stateSubject } from '../recordSubject.js';
import { CLAIM_WAIT_MS, MonitorClaim } from './monitorClaim.js';
import { NatsLink } from './natsLink.js';
import type { PublishOptions } from './publishOptions.js';
import type { PublishState } from './publishState.js';
import { RecordPublisher } from './recordPublisher.js';
import { StateRotation } from './stateRotation.js';

/** The time between two heartbeats of a monitor. */
export const HEARTBEAT_MS = 1000;
/** The time between two ticks of the rotation of states. */
const TICK_MS = 100;
const DEFAULT_STATE_INTERVAL_MS = 5000;
/** The time that the end of a subscription waits for the server to confirm earlier messages. */
const CLOSE_WAIT_MS = 2000;

/** A pool that `publishTo` publishes; a `Pool` has all of it. */
export type PublishedPool = Pick<Pool, 'network' | 'peers$' | 'joined$' | 'left$' | 'failed$' | 'stats$'>;

/** Gets the state and the end of a publication. */
export interface PublicationListener {
  onState(state: PublishState): void;
  onError(error: PeerError): void;
  onComplete(): void;
}

/**
 * One subscription of `publishTo`. It connects the parts: the source, the RecordPublisher, the claim of the name, and the state of the client.
 *
 * States: claiming (records are queued), publishing, closed.
 */
export class Publication {
  private readonly subscription = new Subscription();
  private readonly startedAtMs: number;
  private readonly link: NatsLink;
  private readonly claim: MonitorClaim;
  /** Answers readers that compare their clock with ours. */
  private readonly clocks: MonitorClocks;
  private readonly publisher: RecordPublisher;
  private readonly rotation: StateRotation<ReadyPeer>;
  private readonly claimed: Promise<void>;
  private establish = (): void => undefined;
  private poolStats: PoolStats | undefined;
  private isEstablished = false;
  /** True after the goodbye, which must be the last message. */
  private hasSaidGoodbye = false;
  private isClosed = false;

  constructor(
    private readonly connection: NatsClient,
    private readonly source: PublishedPool | Peer,
    private readonly options: PublishOptions,
    private readonly listener: PublicationListener,
  ) {
    const { monitor, scheduler = preciseScheduler, stateIntervalMs = DEFAULT_STATE_INTERVAL_MS } = options;
    const { network } = source;
    this.startedAtMs = wallClockMs(scheduler);
    this.claimed = new Promise((resolve) => (this.establish = resolve));
    this.link = new NatsLink(connection, () => this.claim.publish());
    this.publisher = new RecordPublisher({
      ...options,
      network,
      connection,
      whenReady: async () => {
        await this.link.whenConnected();
        await this.claimed;
      },
    });
    this.claim = new MonitorClaim({
      connection,
      monitor,
      network: network.name,
      instance: this.publisher.instance,
      startedAtMs: this.startedAtMs,
      onTaken: (error) => {
        // The name is not ours: a goodbye would end the other publisher's peers for readers.
        this.isEstablished = false;
        this.fail(error);
      },
    });
    this.clocks = monitorClocks(connection, { network, monitor, scheduler });
    this.rotation = new StateRotation(Math.ceil(stateIntervalMs / TICK_MS), (peer, withVersions) =>
      this.publishState(peer, withVersions),
    );
  }

  start(): void {
    const { connection, options, source } = this;
    const { scheduler = preciseScheduler } = options;
    this.claim.publish();
    const requests = connection.subscribe(stateSubject(source.network.name), {
      callback: () => this.rotation.announceAll(),
    });
    this.subscription.add(() => requests.unsubscribe());
    this.subscription.add(
      timer(CLAIM_WAIT_MS, scheduler).subscribe(() => {
        this.claim.establish();
        this.isEstablished = true;
        this.establish();
      }),
    );
    this.subscription.add(interval(TICK_MS, scheduler).subscribe(() => this.rotation.tick()));
    this.subscription.add(interval(HEARTBEAT_MS, scheduler).subscribe(() => this.beat()));
    void connection.closed().then((cause) => {
      this.fail(closedError(cause === undefined ? {} : { cause }));
    });
    this.publishSource();
  }

  /** Ends without waiting. Records that were created before are still sent for CLOSE_WAIT_MS, if the server is connected. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.subscription.unsubscribe();
    const { isConnected } = this.link;
    this.claim.close();
    this.clocks.close();
    this.link.stop();
    if (!isConnected || !this.isEstablished) {
      this.publisher.close();
      return;
    }
    this.sayGoodbye();
    const { scheduler = preciseScheduler } = this.options;
    race(from(this.publisher.flush()), timer(CLOSE_WAIT_MS, scheduler)).subscribe(() => this.publisher.close());
  }

  private sayGoodbye(): void {
    if (this.hasSaidGoodbye) return;
    this.hasSaidGoodbye = true;
    this.publisher.addEvent(undefined, this.nowMs(), { kind: 'goodbye' });
  }

  private publishSource(): void {
    const { options, source } = this;
    const { connection$ } = options;
    if ('stats$' in source) this.subscription.add(source.stats$.subscribe((stats) => (this.poolStats = stats)));
    const event$ = exportEvents(source, { connection$, messages: false, scheduler: options.scheduler });
    this.subscription.add(
      event$.subscribe({ next: (event) => this.publishEvent(event), complete: () => this.sourceEnded() }),
    );
    const peer$: Observable<Peer> = connection$ ?? ('peers$' in source ? readyPeers(source) : of(source));
    this.subscription.add(peer$.subscribe((peer) => this.publishFrames(peer)));
  }

  private publishFrames(peer: Peer): void {
    const { publisher } = this;
    this.subscription.add(peer.frames$.subscribe((frame) => publisher.addFrame(peer, frame)));
    this.subscription.add(
      peer.closed$.subscribe((reason) => {
        publisher.addEvent(peer, peer.scheduler.wallMs(), { kind: 'closed', reason });
        publisher.forget(peer);
        this.rotation.remove(peer as ReadyPeer);
      }),
    );
  }

  private publishEvent(event: ExportEvent): void {
    const { publisher } = this;
    switch (event.kind) {
      case 'joined':
        this.rotation.add(event.peer as ReadyPeer);
        break;
      case 'failed': {
        const { address, atMs, direction, error } = event;
        publisher.addEvent(undefined, atMs, { kind: 'failed', failed: { address, direction, error } });
        break;
      }
      case 'fault':
        publisher.addEvent(event.peer, event.atMs, { kind: 'fault', error: event.error });
        break;
      case 'ping':
        publisher.addEvent(event.peer, event.atMs, { kind: 'ping', roundTrip: event.roundTrip });
        break;
      case 'exchange':
        publisher.addExchange(event.peer, event.atMs, event.exchange);
        break;
    }
  }

  private publishState(peer: ReadyPeer, withVersions: boolean): void {
    const { features, local, remote, scheduler } = peer;
    const atMs = scheduler.wallMs();
    if (withVersions) this.publisher.addEvent(peer, atMs, { kind: 'joined', local, remote });
    this.publisher.addEvent(peer, atMs, { kind: 'state', stats: peer.stats(), features });
  }

  private beat(): void {
    const { poolStats: pool, startedAtMs } = this;
    const { droppedMessages } = this.publisher;
    const heartbeat = { startedAtMs, version: VERSION, droppedMessages, pool };
    if (!this.hasSaidGoodbye) this.publisher.addEvent(undefined, this.nowMs(), { kind: 'heartbeat', heartbeat });
    this.listener.onState(this.state());
  }

  private state(): PublishState {
    const { isConnected, reconnects } = this.link;
    const { droppedMessages, droppedPerCommand, publishedMessages } = this.publisher;
    const counts = { publishedMessages, droppedMessages, droppedPerCommand };
    return { isConnected, reconnects, ...counts, ...this.publisher.figures() };
  }

  private sourceEnded(): void {
    this.sayGoodbye();
    void this.publisher.flush().then(() => {
      if (this.isClosed) return;
      this.listener.onState(this.state());
      this.listener.onComplete();
    });
  }

  private fail(error: NatsError): void {
    if (!this.isClosed) this.listener.onError(error);
  }

  private nowMs(): number {
    return wallClockMs(this.options.scheduler ?? preciseScheduler);
  }
}

/** The error for a connection that is permanently closed. */
export function closedError(options?: ErrorOptions): NatsError {
  return new NatsError('DISCONNECTED', 'the connection to the server is closed: publish again with a new one', options);
}
