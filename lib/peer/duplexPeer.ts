import { filter, interval, map, of, startWith, take, takeUntil, type Observable, type ObservableInput } from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import type { ClockScheduler } from '../base/clock.js';
import { requireAnnouncement, type Announcement } from '../protocol/announcement.js';
import type { Features } from '../protocol/runtime/conversation.js';
import { knownKey } from '../protocol/knownInventory.js';
import type { Duplex } from '../base/duplex.js';
import type { AddressV2 } from '../messages/addresses.js';
import type { InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import type { ConsumeOptions } from './receive/consumers.js';
import { requireCommand } from './receive/commandStreams.js';
import { PeerCore, type PeerCoreOwner } from './peerCore.js';
import type { PeerStanding } from './stats/peerCounters.js';
import type { CloseReason, Peer, SendOptions } from './peer.js';
import { SPEAKING, type PeerRole } from './peerRole.js';
import type { PeerSettings } from './peerSettings.js';
import { Pushes, type PushesContext, type Rejection } from './requests/pushes.js';
import { PeerRequests, type Requests, type RequestsContext } from './requests/requests.js';
import type { PeerStats } from './stats/stats.js';

/** Whom a peer tells where it stands, beside its streams. */
export interface PeerOwner {
  /** Its handshake is made. */
  onReady(peer: Peer): void;
  /** It has ended, and its streams have spoken. */
  onEnd(peer: Peer, reason: CloseReason): void;
}

let lastId = 0;

/** What a user sees of a PeerEngine. Its streams, and what asks in its name, are made when somebody looks for them. */
export class DuplexPeer implements Peer, PeerCoreOwner {
  readonly id = ++lastId;
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly scheduler: ClockScheduler;
  private readonly engine: PeerCore;
  private readonly speaks: boolean;
  private askable: PeerRequests | undefined;
  private pushable: Pushes | undefined;

  constructor(
    duplex: Duplex,
    private readonly settings: PeerSettings,
    private readonly owner?: PeerOwner,
    role: PeerRole = SPEAKING,
  ) {
    this.speaks = role.speaks;
    const engine = new PeerCore(duplex, settings, this, role);
    this.engine = engine;
    this.network = settings.options.network;
    this.direction = duplex.direction;
    this.address = duplex.address;
    this.scheduler = engine.scheduler;
  }

  get messages$(): Observable<Message> {
    return this.engine.streams.messages$;
  }

  get sent$(): Observable<Message> {
    return this.engine.events.sent.value$;
  }

  get traffic$(): Peer['traffic$'] {
    return this.engine.events.traffic.value$;
  }

  get bytes$(): Peer['bytes$'] {
    return this.engine.events.bytes.value$;
  }

  get faults$(): Peer['faults$'] {
    return this.engine.events.faults.value$;
  }

  get pings$(): Peer['pings$'] {
    return this.engine.events.pings.value$;
  }

  get exchanges$(): Peer['exchanges$'] {
    return this.engine.events.exchanges.value$;
  }

  get status$(): Peer['status$'] {
    return this.engine.events.status$;
  }

  get closed$(): Peer['closed$'] {
    return this.engine.events.closed.value$;
  }

  get request(): Requests {
    this.askable ??= new PeerRequests(this.speaker());
    return this.askable;
  }

  get local(): VersionMessage | undefined {
    return this.engine.agreement.local;
  }

  get remote(): VersionMessage | undefined {
    return this.engine.agreement.remote;
  }

  get protocolVersion(): number | undefined {
    return this.engine.agreement.protocolVersion;
  }

  get features(): Features {
    return this.engine.agreement.features;
  }

  on<C extends Message['command']>(command: C): Observable<MessageOf<C>> {
    return this.engine.streams.on(command) as Observable<MessageOf<C>>;
  }

  consume<C extends Message['command'], R>(
    command: C,
    project: (message: MessageOf<C>) => ObservableInput<R>,
    options: ConsumeOptions = {},
  ): Observable<R> {
    requireCommand(this.network, command);
    return this.engine.consumers.consume(command, project as (message: Message) => ObservableInput<R>, options);
  }

  send(message: Message, options: SendOptions = {}): Promise<boolean> {
    return this.engine.outbox.send(message, options);
  }

  announce(...items: Announcement[]): void {
    items.forEach(requireAnnouncement);
    for (const item of items) this.engine.deliveryQueue.afterMessage(() => this.engine.announcements.next(item));
  }

  addKnownInventory(...items: InventoryItem[]): void {
    for (const item of items) this.engine.known.add(knownKey(item));
  }

  pushAddresses(addresses: readonly AddressV2[]): AddressV2[] {
    return this.pushes.addresses(addresses);
  }

  pushGetBlocks(locator: readonly Hash[], stopHash?: Hash): Promise<boolean> {
    return this.pushes.getBlocks(locator, stopHash);
  }

  pushGetHeaders(locator: readonly Hash[], stopHash?: Hash): Promise<boolean> {
    return this.pushes.getHeaders(locator, stopHash);
  }

  pushReject(rejection: Rejection): Promise<boolean> {
    return this.pushes.reject(rejection);
  }

  raiseBestHeight(height: number): void {
    this.engine.counters.chain.raiseHeight(height);
  }

  stats(): PeerStats {
    return this.engine.counters.snapshot({
      id: this.id,
      address: this.address,
      direction: this.direction,
      remote: this.remote,
      protocolVersion: this.protocolVersion,
      knownInventory: this.engine.known.size,
      waitingInventory: this.engine.waitingInventory + this.engine.announcements.earlyCount,
      queuedMessages: this.engine.outbox.queuedMessages,
      queuedBytes: this.engine.outbox.queuedBytes,
      unfinishedBytes: this.engine.gate.unfinishedBytes,
      isPaused: this.engine.gate.isPaused,
    });
  }

  /** The few numbers of `stats()` by which connections are evicted, without the cost of a snapshot. */
  standing(): PeerStanding {
    return this.engine.counters.standing();
  }

  statsEvery({ intervalMs }: { intervalMs: number }): Observable<PeerStats> {
    requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
    return interval(intervalMs, this.engine.scheduler).pipe(
      startWith(0),
      map(() => this.stats()),
      takeUntil(this.closed$),
    );
  }

  start(): void {
    this.engine.start(() => this.settings.options.onPeer?.(this));
  }

  end(reason: CloseReason): void {
    const { engine } = this;
    engine.deliveryQueue.afterChunk(() =>
      engine.end(reason.by === 'fault' ? engine.faultReason(reason.error) : reason),
    );
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number | undefined } = {}): void {
    this.engine.end({ by: 'local' }, flushTimeoutMs);
  }

  becameReady(): void {
    this.owner?.onReady(this);
  }

  ended(reason: CloseReason): void {
    this.owner?.onEnd(this, reason);
  }

  private get pushes(): Pushes {
    this.pushable ??= new Pushes(this.speaker());
    return this.pushable;
  }

  /** What those need of it who ask and tell in its name. */
  private speaker(): RequestsContext & PushesContext {
    const { engine, network, sent$, speaks } = this;
    const { options } = this.settings;
    return {
      network,
      scheduler: engine.scheduler,
      random: engine.random,
      agreed: engine.agreement,
      messages$: this.messages$,
      // eslint-disable-next-line rxjs-x/finnish -- a function, not a stream
      handedOver: (question) => (speaks ? handOverOf(question, sent$) : of(question)),
      closed$: this.closed$,
      protocolVersion: () => this.protocolVersion ?? options.protocolVersion ?? network.protocolVersion,
      send: (message: Message, sendOptions?: SendOptions) => this.send(message, sendOptions),
      requestOpened: () => engine.gate.requestOpened(),
      requestClosed: () => engine.gate.requestClosed(),
    };
  }
}

function handOverOf(question: Message, sent$: Observable<Message>): Observable<Message> {
  return sent$.pipe(
    filter((message) => message === question),
    take(1),
  );
}
