import {
  EMPTY,
  interval,
  map,
  mergeMap,
  startWith,
  takeUntil,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { Hash } from '../codec/primitives.js';
import type { ClockScheduler } from '../base/clock.js';
import { requireAnnouncement, type Announcement } from '../protocol/announcement.js';
import type { Features } from '../protocol/runtime/agreement.js';
import { knownKey } from '../protocol/knownInventory.js';
import type { Duplex } from '../base/duplex.js';
import type { MessageStream } from '../iterable/messageStream.js';
import { pausableStream } from '../iterable/pausableStream.js';
import type { StreamOptions } from '../iterable/streamOptions.js';
import type { AddressV2 } from '../messages/addresses.js';
import type { InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import type { ConsumeOptions } from './receive/consumers.js';
import { requireCommand } from './receive/commandStreams.js';
import { streamRequest } from './receive/streamRequest.js';
import type { CloseReason } from './closeReason.js';
import { PeerCore, type PeerCoreOwner } from './peerCore.js';
import type { EvictionCriteria } from './stats/peerCounters.js';
import type { Peer } from './peer.js';
import { LIVE_ROLE, type PeerRole } from './peerRole.js';
import type { PeerTransport } from './peerTransport.js';
import type { PeerSettings } from './peerSettings.js';
import { PeerRequests } from './requests/peerRequests.js';
import { Pushes } from './requests/pushes.js';
import type { Rejection } from './requests/rejection.js';
import type { Requests } from './requests/requests.js';
import type { SendOptions } from './send/sendOptions.js';
import type { PeerStats } from './stats/stats.js';

/** Is notified of the states of a peer, in addition to its streams. */
export interface PeerOwner {
  /** The handshake is complete. */
  onReady(peer: Peer): void;
  /** The peer has ended, and `closed$` has emitted. */
  onEnd(peer: Peer, reason: CloseReason): void;
}

let lastId = 0;

/** The public interface of a PeerCore. Streams, requests and pushes are created when they are first used. */
export class DuplexPeer implements Peer, PeerCoreOwner {
  readonly id: number;
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly scheduler: ClockScheduler;
  private readonly core: PeerCore;
  private requests: PeerRequests | undefined;
  private createdPushes: Pushes | undefined;

  constructor(
    duplex: Duplex,
    private readonly settings: PeerSettings,
    private readonly owner?: PeerOwner,
    role: PeerRole = LIVE_ROLE,
  ) {
    const core = new PeerCore(duplex, settings, this, role);
    this.id = role.id ?? ++lastId;
    this.core = core;
    this.network = settings.options.network;
    this.direction = duplex.direction;
    this.address = duplex.address;
    this.scheduler = core.scheduler;
  }

  get transport(): PeerTransport | undefined {
    return this.core.transport;
  }

  get messages$(): Observable<Message> {
    return this.core.streams.messages$;
  }

  get sent$(): Observable<Message> {
    return this.core.events.sent.value$;
  }

  get frames$(): Peer['frames$'] {
    return this.core.events.frames.value$;
  }

  get traffic$(): Peer['traffic$'] {
    return this.core.events.traffic.value$;
  }

  get bytes$(): Peer['bytes$'] {
    return this.core.events.bytes.value$;
  }

  get encrypted$(): Peer['encrypted$'] {
    return this.core.events.encrypted.value$;
  }

  get faults$(): Peer['faults$'] {
    return this.core.events.faults.value$;
  }

  get pings$(): Peer['pings$'] {
    return this.core.events.pings.value$;
  }

  get exchanges$(): Peer['exchanges$'] {
    return this.core.events.exchanges.value$;
  }

  get status$(): Peer['status$'] {
    return this.core.events.status$;
  }

  get closed$(): Peer['closed$'] {
    return this.core.events.closed.value$;
  }

  get request(): Requests {
    this.requests ??= new PeerRequests(this.core);
    return this.requests;
  }

  get local(): VersionMessage | undefined {
    return this.core.agreed.local;
  }

  get remote(): VersionMessage | undefined {
    return this.core.agreed.remote;
  }

  get protocolVersion(): number | undefined {
    return this.core.agreed.protocolVersion;
  }

  get features(): Features {
    return this.core.agreed.features;
  }

  on<C extends Message['command']>(command: C): Observable<MessageOf<C>> {
    return this.core.streams.on(command) as Observable<MessageOf<C>>;
  }

  consume<C extends Message['command'], R>(
    command: C,
    project: (message: MessageOf<C>) => ObservableInput<R>,
    options: ConsumeOptions = {},
  ): Observable<R> {
    requireCommand(this.network, command);
    return this.core.consumers.consume(command, project as (message: Message) => ObservableInput<R>, options);
  }

  /** As `consume`, but for all messages if `command` is undefined. */
  consumeAny(command: string | undefined, project: (message: Message) => ObservableInput<never>): Observable<never> {
    return this.core.consumers.consume(command, project, {});
  }

  stream(options?: StreamOptions): MessageStream<Message>;
  stream<C extends Message['command']>(command: C, options?: StreamOptions): MessageStream<MessageOf<C>>;
  stream(first?: string | StreamOptions, second?: StreamOptions): MessageStream<never> {
    const { command, options } = streamRequest(this.network, first, second, true);
    return pausableStream<Message>(
      {
        values$: command === undefined ? this.messages$ : this.core.streams.on(command),
        consume: (project) => this.consumeAny(command, project),
        end$: this.closed$.pipe(mergeMap((reason) => (reason.by === 'fault' ? throwError(() => reason.error) : EMPTY))),
      },
      options,
    ) as MessageStream<never>;
  }

  send(message: Message, options: SendOptions = {}): Promise<boolean> {
    return this.core.outbox.send(message, options);
  }

  announce(...items: Announcement[]): void {
    items.forEach(requireAnnouncement);
    for (const item of items) this.core.queue.afterMessage(() => this.core.announcements.next(item));
  }

  addKnownInventory(...items: InventoryItem[]): void {
    for (const item of items) this.core.known.add(knownKey(item));
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
    this.core.counters.chain.raiseHeight(height);
  }

  stats(): PeerStats {
    return this.core.counters.snapshot({
      id: this.id,
      address: this.address,
      direction: this.direction,
      transport: this.transport,
      remote: this.remote,
      protocolVersion: this.protocolVersion,
      knownInventory: this.core.known.size,
      waitingInventory: this.core.announcements.waitingCount,
      queuedMessages: this.core.outbox.queuedMessages,
      queuedBytes: this.core.outbox.queuedBytes,
      unfinishedBytes: this.core.gate.unfinishedBytes,
      isPaused: this.core.gate.isPaused,
    });
  }

  /** The values of `stats()` that a pool compares to choose the connection to evict, without creating a snapshot. */
  evictionCriteria(): EvictionCriteria {
    return this.core.counters.evictionCriteria();
  }

  statsEvery({ intervalMs }: { intervalMs: number }): Observable<PeerStats> {
    requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
    return interval(intervalMs, this.core.scheduler).pipe(
      startWith(0),
      map(() => this.stats()),
      takeUntil(this.closed$),
    );
  }

  start(): void {
    this.core.start(() => this.settings.options.onPeer?.(this));
  }

  end(reason: CloseReason): void {
    const { core } = this;
    core.queue.afterChunk(() => core.end(reason.by === 'fault' ? core.faultReason(reason.error) : reason));
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number | undefined } = {}): void {
    this.core.end({ by: 'local' }, flushTimeoutMs);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  onReady(): void {
    this.owner?.onReady(this);
  }

  onEnd(reason: CloseReason): void {
    this.owner?.onEnd(this, reason);
  }

  private get pushes(): Pushes {
    this.createdPushes ??= new Pushes(this.core);
    return this.createdPushes;
  }
}
