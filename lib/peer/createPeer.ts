import { interval, map, startWith, takeUntil, type Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { Hash } from '../bytes/primitives.js';
import type { Conversation, Features } from '../conversations/conversation.js';
import type { Duplex } from '../duplex.js';
import type { AddressV2 } from '../messages/addresses.js';
import { inventoryKey, type InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import { MAX_DELAY_MS, requireInteger } from '../optionChecks.js';
import type { ConsumeOptions } from './consumers.js';
import { requireCommand } from './commandStreams.js';
import { PeerEngine } from './engine.js';
import { requirePeerOptions, type PeerOptions } from './options.js';
import { overhear } from './overhear.js';
import { OverheardOutbox } from './overheardOutbox.js';
import type { CloseReason, Peer, SendOptions } from './peer.js';
import type { PeerRole } from './peerRole.js';
import { Pushes, type Rejection } from './pushes.js';
import { PeerRequests, type Requests } from './requests.js';
import type { PeerStats } from './stats.js';

/**
 * A peer over any transport. Nothing is read or written until `start()`.
 *
 * Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option.
 */
export function createPeer<Msg extends Message = Message>(duplex: Duplex, options: PeerOptions<Msg>): Peer<Msg> {
  requirePeerOptions(options as PeerOptions);
  // A copy: what the caller does to the options afterwards changes nothing.
  return new DuplexPeer(duplex, { ...options } as PeerOptions) as unknown as Peer<Msg>;
}

/** A peer of a recording, and its end in the hand of who plays it. */
export interface OverheardPeer {
  readonly peer: Peer;
  /** Ends the peer for this reason, behind all that was said before. */
  readonly end: (reason: CloseReason) => void;
}

/**
 * A peer that only hears: the remote by the duplex, our own side by `said$`. All its streams come out as a live peer's; what it is asked
 * to say goes nowhere. Its conversations are played for what they report.
 */
export function createOverheardPeer(
  duplex: Duplex,
  said$: Observable<Uint8Array>,
  options: PeerOptions & { conversations: readonly Conversation[] },
): OverheardPeer {
  requirePeerOptions(options);
  const role: PeerRole = {
    createOutbox(_, turns, outboxOptions) {
      return new OverheardOutbox(turns, { ...outboxOptions, said$ });
    },
    converse(received$, context, { onHandshake }) {
      return overhear(received$, context, options.conversations, onHandshake);
    },
  };
  const peer = new DuplexPeer(duplex, options, role);
  return { peer, end: (reason) => peer.end(reason) };
}

let lastId = 0;

/** What a user sees of a PeerEngine. */
class DuplexPeer implements Peer {
  readonly id = ++lastId;
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly scheduler: SchedulerLike;
  readonly messages$: Observable<Message>;
  readonly sent$: Observable<Message>;
  readonly traffic$: Peer['traffic$'];
  readonly bytes$: Peer['bytes$'];
  readonly faults$: Peer['faults$'];
  readonly pings$: Peer['pings$'];
  readonly exchanges$: Peer['exchanges$'];
  readonly status$: Peer['status$'];
  readonly closed$: Peer['closed$'];
  readonly request: Requests;

  private readonly engine: PeerEngine;
  private readonly pushes: Pushes;

  constructor(
    duplex: Duplex,
    private readonly options: PeerOptions,
    role?: PeerRole,
  ) {
    const { network } = options;
    const engine = new PeerEngine(duplex, options, role);
    this.engine = engine;
    this.network = network;
    this.direction = duplex.direction;
    this.address = duplex.address;
    this.scheduler = engine.scheduler;
    this.messages$ = engine.streams.messages$;
    this.sent$ = engine.outbox.sent$;
    this.traffic$ = engine.events.traffic$;
    this.bytes$ = engine.events.bytes$;
    this.faults$ = engine.events.faults$;
    this.pings$ = engine.events.pings$;
    this.exchanges$ = engine.events.exchanges$;
    this.status$ = engine.events.status$;
    this.closed$ = engine.events.closed$;
    const context = {
      network,
      scheduler: engine.scheduler,
      random: engine.random,
      agreed: engine.agreement,
      messages$: this.messages$,
      closed$: this.closed$,
      protocolVersion: () => this.protocolVersion ?? options.protocolVersion ?? network.protocolVersion,
      send: (message: Message, sendOptions?: SendOptions) => this.send(message, sendOptions),
      requestOpened: () => engine.gate.requestOpened(),
      requestClosed: () => engine.gate.requestClosed(),
    };
    this.pushes = new Pushes(context);
    this.request = new PeerRequests(context);
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

  announce(...items: InventoryItem[]): void {
    for (const item of items) this.engine.turns.soon(() => this.engine.announcements.next(item));
  }

  addKnownInventory(...items: InventoryItem[]): void {
    for (const item of items) this.engine.known.add(inventoryKey(item));
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
    this.engine.meter.chain.raiseHeight(height);
  }

  stats(): PeerStats {
    return this.engine.meter.snapshot({
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

  statsEvery({ intervalMs }: { intervalMs: number }): Observable<PeerStats> {
    requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
    return interval(intervalMs, this.engine.scheduler).pipe(
      startWith(0),
      map(() => this.stats()),
      takeUntil(this.closed$),
    );
  }

  start(): void {
    this.engine.start(() => this.options.onPeer?.(this));
  }

  end(reason: CloseReason): void {
    this.engine.turns.later(() => this.engine.end(reason));
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number | undefined } = {}): void {
    this.engine.end({ by: 'local' }, flushTimeoutMs);
  }
}
