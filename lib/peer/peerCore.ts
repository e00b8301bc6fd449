import type { Outcome } from '../protocol/runtime/conversation.js';
import { KnownInventory } from '../protocol/knownInventory.js';
import { unofferedBloom } from '../protocol/refuseBloom.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import { orderViolation } from '../protocol/handshake/handshakeViolation.js';
import { isViolationError, type ViolationError } from '../protocol/violation.js';
import type { Duplex } from '../base/duplex.js';
import { isPeerError, RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import { AgreementState } from './agreementState.js';
import { Announcements } from './send/announcements.js';
import { CommandStreams } from './receive/commandStreams.js';
import { Consumers } from './receive/consumers.js';
import { conversationName } from './conversationName.js';
import { cryptoRandom } from './cryptoRandom.js';
import { FrameInbox, type FrameInboxOwner } from './receive/frameInbox.js';
import { PeerCounters } from './stats/peerCounters.js';
import type { OutboxOwner } from './send/outbox.js';
import type { CloseReason, Traffic } from './peer.js';
import { PeerClock } from './peerClock.js';
import { PeerContext } from './peerContext.js';
import { PeerEvents } from './streams/peerEvents.js';
import { SPEAKING, type PeerRole } from './peerRole.js';
import type { PeerSettings } from './peerSettings.js';
import type { Reaction } from '../policy/violations.js';
import { preciseScheduler } from './preciseScheduler.js';
import { ReadGate, type ReadGateOwner } from './receive/readGate.js';
import { CommandStates, type CommandState } from './receive/commandState.js';
import { Talk, type TalkOwner } from './talk.js';
import { DeliveryQueue } from './deliveryQueue.js';

/** So that a farewell (a reject) goes out before a remote at fault is cut off. */
const FAREWELL_MS = 1000;

/** Whom an engine tells where it stands. */
export interface PeerCoreOwner {
  /** The handshake is made. */
  becameReady(): void;
  /** Everything has ended, and `closed$` has spoken. */
  ended(reason: CloseReason): void;
}

/**
 * Joins the parts of a peer: inbox -> conversations, streams and consumers -> outbox; and keeps the one reason why it all ends. What
 * a user sees of it is the Peer of createPeer. The parts tell it what happens by its own methods: a thousand peers are a thousand times
 * as many closures else.
 */
export class PeerCore implements FrameInboxOwner, OutboxOwner, TalkOwner, ReadGateOwner {
  readonly scheduler: PeerClock;
  readonly random: (bytes: number) => Uint8Array;
  readonly deliveryQueue: DeliveryQueue;
  readonly agreement = new AgreementState();
  readonly events = new PeerEvents();
  readonly counters: PeerCounters;
  readonly routes: CommandStates;
  readonly streams: CommandStreams;
  readonly gate: ReadGate;
  readonly consumers: Consumers;
  readonly inbox: FrameInbox;
  readonly outbox: ReturnType<PeerRole['createOutbox']>;
  readonly announcements = new Announcements(() => this.counters.dropped(1));
  readonly known: KnownInventory;
  /** Announcements that wait for the trickle. */
  waitingInventory = 0;
  /** True once a conversation said that the policy drops the message that is being processed. */
  private isMessageDropped = false;
  private talk: Talk | undefined;

  constructor(
    readonly duplex: Duplex,
    private readonly settings: PeerSettings,
    private readonly owner: PeerCoreOwner,
    private readonly role: PeerRole = SPEAKING,
  ) {
    const { options } = settings;
    const { network, scheduler = preciseScheduler, random = cryptoRandom } = options;
    this.scheduler = new PeerClock(scheduler);
    this.deliveryQueue = new DeliveryQueue(this.scheduler);
    this.random = random;
    this.known = new KnownInventory(options.knownInventoryCapacity ?? 1000);
    this.routes = new CommandStates(network);
    this.counters = new PeerCounters(this.routes, this.scheduler);
    this.streams = new CommandStreams(network, this.routes);
    this.gate = new ReadGate({
      duplex,
      scheduler: this.scheduler,
      budgetBytes: options.readBudgetBytes ?? 4 * 1024 * 1024,
      maxPayloadBytes: network.limits.maxPayloadBytes,
      consumerTimeoutMs: options.consumerTimeoutMs ?? 600_000,
      owner: this,
    });
    this.consumers = new Consumers(this.gate, this.routes);
    this.inbox = new FrameInbox(duplex, this.deliveryQueue, {
      network,
      routes: this.routes,
      gate: this.gate,
      owner: this,
    });
    const sendBudgetBytes = options.sendBudgetBytes ?? 32 * 1024 * 1024;
    const { gate } = this;
    this.outbox = role.createOutbox(duplex, this.deliveryQueue, {
      network,
      sendBudgetBytes,
      scheduler: this.scheduler,
      gate,
      owner: this,
    });
  }

  get protocolVersion(): number | undefined {
    return this.agreement.protocolVersion;
  }

  get isPaused(): boolean {
    return this.gate.isPaused;
  }

  /** Once; later calls do nothing. */
  start(onPeer: () => void): void {
    if (this.events.status !== 'connecting') return;
    this.counters.started(this.scheduler.now());
    this.events.become('handshaking');
    try {
      onPeer();
    } catch (error) {
      this.end({ by: 'fault', error: toPeerError(error, 'onPeer') });
    }
    if (this.isClosed()) return;
    this.deliveryQueue.afterMessage(() => {
      this.converse();
      if (!this.isClosed()) this.inbox.open();
    });
  }

  chunkReceived(): void {
    this.scheduler.step();
  }

  bytesReceived(chunk: Uint8Array, start: number, end: number): void {
    // A copy, where anybody looks: the transport reads into the same buffer again.
    if (this.events.bytes.observed) this.bytesPassed('received', chunk.slice(start, end));
  }

  bytesSent(bytes: Uint8Array): void {
    if (this.events.bytes.observed) this.bytesPassed('sent', bytes);
  }

  bytesSkipped(sizeBytes: number): void {
    this.counters.received(this.routes.of('unknown'), sizeBytes, this.scheduler.now());
  }

  frameReceived(frame: Frame, message: Message | undefined, route: CommandState): void {
    const { sizeBytes } = frame;
    this.counters.received(route, sizeBytes, this.scheduler.now());
    if (this.events.traffic.observed) this.tellTraffic('received', frame, message);
    if (message === undefined) return;
    this.counters.chain.see(message, route.command, frame.payload);
    // Conversations first: what a message changes (features, say) is in force when consumers see it.
    this.isMessageDropped = false;
    this.talk?.received(message, frame.payload, route);
    if (this.isMessageDropped) return;
    this.streams.next(message, route);
    if (route.backlogs !== undefined && !this.isClosed()) this.consumers.deliver(message, sizeBytes, route.backlogs);
  }

  messageSent(frame: Frame, message: Message | undefined): void {
    this.counters.sent(this.routes.of(frame.command), frame.sizeBytes, this.scheduler.now());
    if (this.events.traffic.observed) this.tellTraffic('sent', frame, message);
    if (message === undefined) return;
    this.talk?.sent(message);
    this.events.sent.next(message);
  }

  reactionTo({ code }: ViolationError): Reaction {
    return this.settings.policy[code].reaction;
  }

  violationOf(error: RemoteProtocolError, route: CommandState): RemoteProtocolError {
    // Bitcoin Core decides about these commands before it looks at the payload.
    const unoffered = unofferedBloom(route.command, this.agreement);
    if (unoffered !== undefined && this.reactionTo(unoffered) === 'close') return unoffered;
    const early = this.events.status === 'handshaking' ? orderViolation(route.command, this.agreement) : undefined;
    return early !== undefined && this.reactionTo(early) !== 'close' ? early : error;
  }

  receivedAll(error: PeerError | undefined): void {
    if (error === undefined) this.end({ by: 'remote' });
    else this.fail(error);
  }

  sendQueueFull(): void {
    this.fail(new TransportError('SEND_QUEUE_FULL', 'the remote does not read what is sent'));
  }

  paused(isPaused: boolean): void {
    this.talk?.paused(isPaused);
  }

  consumersStalled(error: PeerError): void {
    this.fail(error);
  }

  say(message: Message): void {
    if (!this.role.speaks) return;
    try {
      this.outbox.say(message, this.events.status === 'handshaking');
    } catch (error) {
      this.fault(toPeerError(error, 'encoding'));
    }
  }

  opened(): void {
    this.deliveryQueue.afterMessage(() => this.becomeReady());
  }

  conversationFailed(cause: unknown, create: CreateHandler): boolean {
    const error = toPeerError(cause, conversationName(create, this.settings), 'CONVERSATION_FAILED');
    if (isViolationError(cause)) this.isMessageDropped = true;
    if (this.role.speaks) this.fail(error);
    // A live one would have ended its peer by it: when that ended is told by the recording.
    else if (!isPeerError(cause)) this.fault(error);
    return this.role.speaks;
  }

  fault(error: PeerError): void {
    this.counters.fault();
    this.events.faults.next(error);
  }

  /** Ends the peer once what was said before has gone to the transport. */
  fail(error: PeerError): void {
    const flushTimeoutMs = error instanceof RemoteProtocolError ? FAREWELL_MS : 0;
    this.deliveryQueue.afterMessage(() => this.end(this.faultReason(error), flushTimeoutMs));
  }

  /** The reason of an end by this error, with what the policy thinks of it. */
  faultReason(error: PeerError): CloseReason {
    // Before its first complete frame a remote need not even speak our protocol: a v2 key, another network, a TLS hello, a scanner.
    const isMisbehaviour =
      isViolationError(error) && this.settings.policy[error.code].misbehaviour && this.counters.hasReceived;
    return isMisbehaviour ? { by: 'fault', error, misbehaviour: true } : { by: 'fault', error };
  }

  end(reason: CloseReason, flushTimeoutMs = 0): void {
    if (this.isClosed()) return;
    this.events.become('closed');
    this.inbox.close();
    // The conversations tell what stays unanswered, so their streams complete after them.
    this.talk?.close();
    this.gate.close();
    this.streams.complete();
    this.consumers.complete();
    this.announcements.close();
    this.events.complete();
    this.outbox.close({ flush: flushTimeoutMs > 0 });
    this.events.sent.complete();
    this.duplex.close({ flushTimeoutMs });
    this.events.close(reason);
    this.owner.ended(reason);
  }

  private bytesPassed(direction: Traffic['direction'], bytes: Uint8Array): void {
    // Unless each is told apart, what came in one chunk came at one time: a look at the clock costs as much as a stream.
    this.events.bytes.next({ direction, atMs: this.scheduler.wallMs(this.scheduler.step()), bytes });
  }

  private tellTraffic(direction: Traffic['direction'], frame: Frame, message: Message | undefined): void {
    const { command, sizeBytes } = frame;
    const atMs = this.scheduler.wallMs();
    const payload = direction === 'received' ? frame.payload.slice() : frame.payload;
    const traffic = { direction, command, sizeBytes, atMs, payload };
    this.events.traffic.next(message === undefined ? traffic : { ...traffic, message });
  }

  private converse(): void {
    const { announcements, agreement, duplex, known, random, role, routes, scheduler, settings } = this;
    const { network } = settings.options;
    const { policy } = settings;
    const report = (outcome: Outcome): void => this.note(outcome);
    this.talk = new Talk(this, new PeerContext(this, network, policy, scheduler, random, agreement, report), routes);
    const onWaiting = (count: number): void => void (this.waitingInventory = count);
    this.talk.begin(role.cast({ address: duplex.address, settings, announcements, known, onWaiting }));
  }

  private note(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'agreed':
        this.agreement.agree(outcome.agreement);
        if (outcome.agreement.remote !== undefined) this.counters.met(outcome.agreement.remote, this.scheduler.now());
        break;
      case 'features':
        this.agreement.addFeatures(outcome.features);
        break;
      case 'roundTrip':
        this.counters.roundTrip(outcome.roundTrip);
        this.events.pings.next(outcome.roundTrip);
        break;
      case 'exchange':
        this.events.exchanges.next(outcome.exchange);
        break;
      case 'dropped':
        this.counters.dropped(outcome.count);
        break;
      case 'fault':
        if (outcome.dropsMessage === true) this.isMessageDropped = true;
        this.fault(outcome.error);
        break;
    }
  }

  private becomeReady(): void {
    if (this.isClosed()) return;
    this.events.become('ready');
    if (!this.isClosed()) this.owner.becameReady();
    if (!this.isClosed()) this.outbox.release();
  }

  private isClosed(): boolean {
    return this.events.status === 'closed';
  }
}
