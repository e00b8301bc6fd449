import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  interval,
  map,
  merge,
  of,
  ReplaySubject,
  startWith,
  Subject,
  Subscription,
  takeUntil,
  type Observable,
} from 'rxjs';
import { announceInventory } from '../conversations/announceInventory.js';
import type { Conversation, ConversationContext, Features, Outcome } from '../conversations/conversation.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import { handshake } from '../conversations/handshake.js';
import { noticeFeatures } from '../conversations/noticeFeatures.js';
import type { Duplex } from '../duplex.js';
import { RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import { inventoryKey, type InventoryItem } from '../messages/inventory.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import type { Network } from '../networks/network.js';
import { MruSet } from '../operators/mruSet.js';
import { AgreementState } from './agreementState.js';
import { CommandStreams } from './commandStreams.js';
import { cryptoRandom } from './cryptoRandom.js';
import { guardedComplete, guardedNext } from './guard.js';
import { readInbox } from './inbox.js';
import { requirePeerOptions, type PeerOptions } from './options.js';
import { Outbox, payloadOf } from './outbox.js';
import type { CloseReason, Peer, PeerStatus, SendOptions, Traffic } from './peer.js';
import { preciseScheduler } from './preciseScheduler.js';
import { DirectionCounter, type PeerStats } from './stats.js';
import { Turns } from './turns.js';
import { addressOfOurs, addressOfRemote } from './versionAddresses.js';

/**
 * A peer over any transport. Nothing is read or written until `start()`.
 *
 * Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option.
 */
export function createPeer<Msg extends Message = Message>(duplex: Duplex, options: PeerOptions<Msg>): Peer<Msg> {
  requirePeerOptions(options as PeerOptions);
  return new DuplexPeer(duplex, options as PeerOptions) as unknown as Peer<Msg>;
}

/** So that a farewell (a reject) goes out before a remote at fault is cut off. */
const FAREWELL_MS = 1000;

let lastId = 0;

/** Joins the parts: inbox -> conversations and command streams -> outbox; and keeps the one reason why it all ends. */
class DuplexPeer implements Peer {
  readonly id = ++lastId;
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;

  private readonly scheduler;
  private readonly turns = new Turns();
  private readonly agreement = new AgreementState();
  private readonly streams: CommandStreams;
  private readonly outbox: Outbox;
  private readonly received$ = new Subject<Message>();
  private readonly trafficSubject$ = new Subject<Traffic>();
  private readonly faultsSubject$ = new Subject<PeerError>();
  private readonly statusSubject$ = new BehaviorSubject<PeerStatus>('connecting');
  private readonly closedSubject$ = new ReplaySubject<CloseReason>(1);
  private readonly announced$ = new Subject<InventoryItem>();
  private readonly known: MruSet<string>;
  private readonly counters = { received: new DirectionCounter(), sent: new DirectionCounter() };
  private faultCount = 0;
  private readonly work = new Subscription();

  readonly messages$: Observable<Message>;
  readonly sent$: Observable<Message>;
  readonly traffic$ = this.trafficSubject$.asObservable();
  readonly faults$ = this.faultsSubject$.asObservable();
  readonly status$ = this.statusSubject$.asObservable();
  readonly closed$ = this.closedSubject$.asObservable();

  constructor(
    private readonly duplex: Duplex,
    private readonly options: PeerOptions,
  ) {
    const { network } = options;
    this.network = network;
    this.direction = duplex.direction;
    this.address = duplex.address;
    this.scheduler = options.scheduler ?? preciseScheduler;
    this.known = new MruSet(options.knownInventoryCapacity ?? 1000);
    this.streams = new CommandStreams(network);
    this.messages$ = this.streams.messages$;
    this.outbox = new Outbox(duplex, this.turns, {
      network,
      sendBudgetBytes: options.sendBudgetBytes ?? 32 * 1024 * 1024,
      protocolVersion: () => this.agreement.protocolVersion,
      onSent: (message, command, bytes) => this.passed('sent', command, bytes.length, payloadOf(bytes), message),
      onFull: () => this.fail(new TransportError('SEND_QUEUE_FULL', 'the remote does not read what is sent')),
    });
    this.sent$ = this.outbox.sent$;
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

  send(message: Message, options: SendOptions = {}): Promise<boolean> {
    return this.outbox.send(message, options);
  }

  announce(...items: InventoryItem[]): void {
    for (const item of items) this.turns.soon(() => this.announced$.next(item));
  }

  addKnownInventory(...items: InventoryItem[]): void {
    for (const item of items) this.known.add(inventoryKey(item));
  }

  stats(): PeerStats {
    return {
      received: this.counters.received.snapshot(),
      sent: this.counters.sent.snapshot(),
      faults: this.faultCount,
      queuedBytes: this.outbox.queuedBytes,
    };
  }

  statsEvery({ intervalMs }: { intervalMs: number }): Observable<PeerStats> {
    return interval(intervalMs, this.scheduler).pipe(
      startWith(0),
      map(() => this.stats()),
      takeUntil(this.closedSubject$),
    );
  }

  start(): void {
    if (this.statusSubject$.value !== 'connecting') return;
    guardedNext(this.statusSubject$, 'handshaking');
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
      network: this.network,
      onMalformed: this.options.onMalformed ?? 'close',
      protocolVersion: () => this.agreement.protocolVersion,
      onFrame: (frame, message) => this.deliver(frame, message),
      onFault: (error) => this.fault(error),
      onEnd: (error) => (error === undefined ? this.end({ by: 'remote' }) : this.fail(error)),
    });
    this.work.add(inbox);
  }

  private deliver(frame: Frame, message: Message | undefined): void {
    this.passed('received', frame.command, frame.sizeBytes, frame.payload, message);
    if (message === undefined) return;
    // Conversations first: what a message changes (features, say) holds when consumers see it.
    guardedNext(this.received$, message);
    this.streams.next(message);
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
    this.counters[direction].add(isKnown ? command : 'unknown', sizeBytes, atMs);
    if (!this.trafficSubject$.observed) return;
    const traffic = { direction, command, sizeBytes, atMs, payload };
    guardedNext(this.trafficSubject$, message === undefined ? traffic : { ...traffic, message });
  }

  private converse(): void {
    const { options } = this;
    const context = this.context();
    const opening = handshake({
      ...options,
      addressYou: addressOfRemote(this.address, options.proxy),
      addressMe: addressOfOurs(options.addressMe, options.services),
    });
    const others = [
      noticeFeatures(),
      announceInventory({
        announced$: this.announced$,
        known: this.known,
        trickleIntervalMs: options.trickleIntervalMs,
      }),
      ...(options.conversations ?? defaultConversations(options)),
    ];
    const ready$ = defer(() => {
      this.turns.soon(() => this.becomeReady());
      return merge(...others.map((conversation) => this.run(conversation, context)));
    });
    this.work.add(
      concat(this.run(opening, context), ready$).subscribe({
        next: (message) => this.say(message),
        error: (error: unknown) => this.fail(error as PeerError),
      }),
    );
  }

  private run(conversation: Conversation, context: ConversationContext): Observable<Message> {
    return defer(() => conversation(context)(this.received$)).pipe(
      catchError((error: unknown) => {
        throw toPeerError(error, 'a conversation', 'CONVERSATION_FAILED');
      }),
    );
  }

  private context(): ConversationContext {
    return {
      network: this.network,
      direction: this.direction,
      scheduler: this.scheduler,
      random: this.options.random ?? cryptoRandom,
      sent$: this.sent$,
      paused$: of(false),
      agreed: this.agreement,
      report: (outcome) => this.note(outcome),
    };
  }

  private note(outcome: Outcome): void {
    if (outcome.kind === 'agreed') this.agreement.agree(outcome.agreement);
    else if (outcome.kind === 'features') this.agreement.addFeatures(outcome.features);
    else if (outcome.kind === 'fault') this.fault(outcome.error);
  }

  private say(message: Message): void {
    try {
      void this.outbox.send(message, {}, this.statusSubject$.value === 'handshaking');
    } catch (error) {
      this.fault(toPeerError(error, 'encoding'));
    }
  }

  private becomeReady(): void {
    if (this.isClosed()) return;
    guardedNext(this.statusSubject$, 'ready');
    if (!this.isClosed()) this.outbox.release();
  }

  private fault(error: PeerError): void {
    this.faultCount += 1;
    guardedNext(this.faultsSubject$, error);
  }

  /** Ends the peer once what was said before has gone to the transport. */
  private fail(error: PeerError): void {
    const flushTimeoutMs = error instanceof RemoteProtocolError ? FAREWELL_MS : 0;
    this.turns.soon(() => this.end({ by: 'fault', error }, flushTimeoutMs));
  }

  private end(reason: CloseReason, flushTimeoutMs = 0): void {
    if (this.isClosed()) return;
    guardedNext(this.statusSubject$, 'closed');
    this.work.unsubscribe();
    this.streams.complete();
    for (const subject$ of [this.received$, this.announced$, this.trafficSubject$, this.faultsSubject$]) {
      guardedComplete(subject$ as Subject<unknown>);
    }
    this.outbox.close({ flush: flushTimeoutMs > 0 });
    this.duplex.close({ flushTimeoutMs });
    guardedNext(this.closedSubject$, reason);
    guardedComplete(this.closedSubject$);
    guardedComplete(this.statusSubject$);
  }

  private isClosed(): boolean {
    return this.statusSubject$.value === 'closed';
  }
}
