import {
  interval,
  map,
  startWith,
  Subject,
  Subscription,
  takeUntil,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { ConversationContext, Features, Outcome } from '../conversations/conversation.js';
import { isUnofferedBloom } from '../conversations/refuseBloom.js';
import type { Duplex } from '../duplex.js';
import { RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { AddressV2 } from '../messages/addresses.js';
import { inventoryKey, type InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import { MruSet } from '../operators/mruSet.js';
import { MAX_DELAY_MS, requireInteger } from '../optionChecks.js';
import { AgreementState } from './agreementState.js';
import { Announcements } from './announcements.js';
import { CommandStreams } from './commandStreams.js';
import { Consumers, type ConsumeOptions } from './consumers.js';
import { converse } from './converse.js';
import { cryptoRandom } from './cryptoRandom.js';
import { guarded, guardedComplete, guardedNext } from './guard.js';
import { readInbox } from './inbox.js';
import { Meter } from './meter.js';
import { requirePeerOptions, type PeerOptions } from './options.js';
import { Outbox, payloadOf } from './outbox.js';
import type { CloseReason, Peer, SendOptions } from './peer.js';
import { PeerEvents } from './peerEvents.js';
import { preciseScheduler } from './preciseScheduler.js';
import { Pushes, type Rejection } from './pushes.js';
import { ReadGate } from './readGate.js';
import { PeerRequests, type Requests } from './requests.js';
import type { PeerStats } from './stats.js';
import { Turns } from './turns.js';

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

/** So that a farewell (a reject) goes out before a remote at fault is cut off. */
const FAREWELL_MS = 1000;

let lastId = 0;

/** Joins the parts: inbox -> conversations and streams -> outbox; and keeps the one reason why it all ends. */
class DuplexPeer implements Peer {
  readonly id = ++lastId;
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;

  private readonly scheduler;
  private readonly random;
  private readonly turns = new Turns();
  private readonly agreement = new AgreementState();
  private readonly events = new PeerEvents();
  private readonly streams: CommandStreams;
  private readonly gate: ReadGate;
  private readonly consumers: Consumers;
  private readonly outbox: Outbox;
  private readonly pushes: Pushes;
  private readonly received$ = new Subject<Message>();
  private readonly announcements = new Announcements(() => this.meter.dropped(1));
  private readonly known: MruSet<string>;
  private readonly meter = new Meter();
  private waitingInventory = 0;
  private readonly work = new Subscription();

  readonly messages$: Observable<Message>;
  readonly sent$: Observable<Message>;
  readonly traffic$ = this.events.traffic$;
  readonly faults$ = this.events.faults$;
  readonly pings$ = this.events.pings$;
  readonly exchanges$ = this.events.exchanges$;
  readonly status$ = this.events.status$;
  readonly closed$ = this.events.closed$;
  readonly request: Requests;

  constructor(
    private readonly duplex: Duplex,
    private readonly options: PeerOptions,
  ) {
    const { network, scheduler = preciseScheduler, random = cryptoRandom } = options;
    this.network = network;
    this.direction = duplex.direction;
    this.address = duplex.address;
    this.scheduler = scheduler;
    this.random = random;
    this.known = new MruSet(options.knownInventoryCapacity ?? 1000);
    this.streams = new CommandStreams(network);
    this.messages$ = this.streams.messages$;
    this.gate = new ReadGate({
      duplex,
      scheduler,
      budgetBytes: options.readBudgetBytes ?? 4 * 1024 * 1024,
      maxPayloadBytes: network.limits.maxPayloadBytes,
      consumerTimeoutMs: options.consumerTimeoutMs ?? 600_000,
      onStalled: (error) => this.fail(error),
    });
    this.consumers = new Consumers(this.gate);
    this.outbox = new Outbox(duplex, this.turns, {
      network,
      sendBudgetBytes: options.sendBudgetBytes ?? 32 * 1024 * 1024,
      protocolVersion: () => this.agreement.protocolVersion,
      onSent: (message, command, bytes) => this.passed('sent', command, bytes.length, payloadOf(bytes), message),
      onFull: () => this.fail(new TransportError('SEND_QUEUE_FULL', 'the remote does not read what is sent')),
    });
    this.sent$ = this.outbox.sent$;
    const protocolVersion = (): number =>
      this.agreement.protocolVersion ?? options.protocolVersion ?? network.protocolVersion;
    const send = (message: Message, sendOptions?: SendOptions): Promise<boolean> => this.send(message, sendOptions);
    this.pushes = new Pushes({ agreed: this.agreement, random, protocolVersion, send });
    this.request = new PeerRequests({
      network,
      scheduler,
      random,
      protocolVersion,
      send,
      messages$: this.messages$,
      closed$: this.closed$,
      requestOpened: () => this.gate.requestOpened(),
      requestClosed: () => this.gate.requestClosed(),
    });
  }

  get local(): VersionMessage | undefined {
    return this.agreement.local;
  }

  get remote(): VersionMessage | undefined {
    return this.agreement.remote;
  }

  get protocolVersion(): number | undefined {
    return this.agreement.protocolVersion;
  }

  get features(): Features {
    return this.agreement.features;
  }

  on<C extends Message['command']>(command: C): Observable<MessageOf<C>> {
    return this.streams.on(command) as Observable<MessageOf<C>>;
  }

  consume<C extends Message['command'], R>(
    command: C,
    project: (message: MessageOf<C>) => ObservableInput<R>,
    options: ConsumeOptions = {},
  ): Observable<R> {
    this.streams.requireCommand(command);
    return this.consumers.consume(command, project as (message: Message) => ObservableInput<R>, options);
  }

  send(message: Message, options: SendOptions = {}): Promise<boolean> {
    return this.outbox.send(message, options);
  }

  announce(...items: InventoryItem[]): void {
    for (const item of items) this.turns.soon(() => this.announcements.next(item));
  }

  addKnownInventory(...items: InventoryItem[]): void {
    for (const item of items) this.known.add(inventoryKey(item));
  }

  pushAddresses(addresses: readonly AddressV2[]): AddressV2[] {
    return this.pushes.addresses(addresses);
  }

  pushGetBlocks(locator: readonly string[], stopHash?: string): Promise<boolean> {
    return this.pushes.getBlocks(locator, stopHash);
  }

  pushGetHeaders(locator: readonly string[], stopHash?: string): Promise<boolean> {
    return this.pushes.getHeaders(locator, stopHash);
  }

  pushReject(rejection: Rejection): Promise<boolean> {
    return this.pushes.reject(rejection);
  }

  raiseBestHeight(height: number): void {
    this.meter.chain.raiseHeight(height);
  }

  stats(): PeerStats {
    return this.meter.snapshot({
      id: this.id,
      address: this.address,
      direction: this.direction,
      remote: this.remote,
      protocolVersion: this.protocolVersion,
      knownInventory: this.known.size,
      waitingInventory: this.waitingInventory + this.announcements.earlyCount,
      queuedMessages: this.outbox.queuedMessages,
      queuedBytes: this.outbox.queuedBytes,
      unfinishedBytes: this.gate.unfinishedBytes,
      isPaused: this.gate.isPaused,
    });
  }

  statsEvery({ intervalMs }: { intervalMs: number }): Observable<PeerStats> {
    requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
    return interval(intervalMs, this.scheduler).pipe(
      startWith(0),
      map(() => this.stats()),
      takeUntil(this.closed$),
    );
  }

  start(): void {
    if (this.events.status !== 'connecting') return;
    this.meter.started(this.scheduler.now());
    this.events.become('handshaking');
    try {
      this.options.onPeer?.(this);
    } catch (error) {
      this.end({ by: 'fault', error: toPeerError(error, 'onPeer') });
    }
    if (this.isClosed()) return;
    this.turns.soon(() => {
      this.work.add(this.duplex.drain$.subscribe(() => this.outbox.drained()));
      this.converse();
      this.read();
    });
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number | undefined } = {}): void {
    this.end({ by: 'local' }, flushTimeoutMs);
  }

  private read(): void {
    if (this.isClosed()) return;
    const inbox = readInbox(this.duplex, this.turns, {
      gate: this.gate,
      network: this.network,
      onMalformed: this.options.onMalformed ?? 'close',
      protocolVersion: () => this.agreement.protocolVersion,
      onFrame: (frame, message) => this.deliver(frame, message),
      onFault: (error) => this.fault(error),
      onSkipped: (sizeBytes) => this.meter.passed('received', 'unknown', sizeBytes, this.scheduler.now()),
      onEnd: (error) => (error === undefined ? this.end({ by: 'remote' }) : this.fail(error)),
    });
    this.work.add(inbox);
  }

  private deliver(frame: Frame, message: Message | undefined): void {
    this.passed('received', frame.command, frame.sizeBytes, frame.payload, message);
    if (message === undefined) return;
    this.meter.received(message);
    // Conversations first: what a message changes (features, say) holds when consumers see it.
    guardedNext(this.received$, message);
    if (isUnofferedBloom(message, this.agreement)) return;
    this.streams.next(message);
    if (!this.isClosed()) guarded(() => this.consumers.deliver(message, frame.sizeBytes));
  }

  private passed(
    direction: 'received' | 'sent',
    command: string,
    sizeBytes: number,
    payload: Uint8Array,
    message: Message | undefined,
  ): void {
    const atMs = this.scheduler.now();
    const isKnown = this.network.messages.has(command);
    this.meter.passed(direction, isKnown ? command : 'unknown', sizeBytes, atMs);
    if (!this.events.isTrafficObserved) return;
    const traffic = { direction, command, sizeBytes, atMs, payload };
    this.events.traffic(message === undefined ? traffic : { ...traffic, message });
  }

  private converse(): void {
    const said$ = converse(this.received$, this.context(), {
      address: this.address,
      options: this.options,
      announced$: this.announcements.announced$,
      known: this.known,
      onWaiting: (count) => (this.waitingInventory = count),
      onHandshake: () => this.turns.soon(() => this.becomeReady()),
    });
    this.work.add(
      said$.subscribe({
        next: (message) => this.say(message),
        error: (error: unknown) => this.fail(error as PeerError),
      }),
    );
  }

  private context(): ConversationContext {
    return {
      network: this.network,
      direction: this.direction,
      scheduler: this.scheduler,
      random: this.random,
      sent$: this.sent$,
      paused$: this.gate.paused$,
      agreed: this.agreement,
      report: (outcome) => this.note(outcome),
    };
  }

  private note(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'agreed':
        this.agreement.agree(outcome.agreement);
        if (outcome.agreement.remote !== undefined) this.meter.met(outcome.agreement.remote, this.scheduler.now());
        break;
      case 'features':
        this.agreement.addFeatures(outcome.features);
        break;
      case 'roundTrip':
        this.meter.roundTrip(outcome.roundTrip);
        this.events.roundTrip(outcome.roundTrip);
        break;
      case 'exchange':
        this.events.exchange(outcome.exchange);
        break;
      case 'dropped':
        this.meter.dropped(outcome.count);
        break;
      case 'fault':
        this.fault(outcome.error);
        break;
    }
  }

  private say(message: Message): void {
    try {
      void this.outbox.send(message, {}, this.events.status === 'handshaking');
    } catch (error) {
      this.fault(toPeerError(error, 'encoding'));
    }
  }

  private becomeReady(): void {
    if (this.isClosed()) return;
    this.events.become('ready');
    if (!this.isClosed()) this.outbox.release();
  }

  private fault(error: PeerError): void {
    this.meter.fault();
    this.events.fault(error);
  }

  /** Ends the peer once what was said before has gone to the transport. */
  private fail(error: PeerError): void {
    const flushTimeoutMs = error instanceof RemoteProtocolError ? FAREWELL_MS : 0;
    this.turns.soon(() => this.end({ by: 'fault', error }, flushTimeoutMs));
  }

  private end(reason: CloseReason, flushTimeoutMs = 0): void {
    if (this.isClosed()) return;
    this.events.become('closed');
    // The conversations tell what stays unanswered, so their streams complete after them.
    this.work.unsubscribe();
    this.gate.close();
    this.streams.complete();
    this.consumers.complete();
    guardedComplete(this.received$);
    this.announcements.complete();
    this.events.complete();
    this.outbox.close({ flush: flushTimeoutMs > 0 });
    this.duplex.close({ flushTimeoutMs });
    this.events.close(reason);
  }

  private isClosed(): boolean {
    return this.events.status === 'closed';
  }
}
