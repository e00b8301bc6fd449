import { Subject, Subscription } from 'rxjs';
import type { ConversationContext, Outcome } from '../conversations/conversation.js';
import { KnownInventory } from '../conversations/knownInventory.js';
import { isUnofferedBloom } from '../conversations/refuseBloom.js';
import type { Duplex } from '../duplex.js';
import { RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import { AgreementState } from './agreementState.js';
import { Announcements } from './announcements.js';
import { CommandStreams } from './commandStreams.js';
import { Consumers } from './consumers.js';
import { cryptoRandom } from './cryptoRandom.js';
import { guarded, guardedComplete, guardedNext } from './guard.js';
import { readInbox } from './inbox.js';
import { Meter } from './meter.js';
import type { PeerOptions } from './options.js';
import type { CloseReason, Traffic } from './peer.js';
import { PeerClock } from './peerClock.js';
import { PeerEvents } from './peerEvents.js';
import { SPEAKING, type PeerRole } from './peerRole.js';
import { preciseScheduler } from './preciseScheduler.js';
import { ReadGate } from './readGate.js';
import { Turns } from './turns.js';

/** So that a farewell (a reject) goes out before a remote at fault is cut off. */
const FAREWELL_MS = 1000;

/**
 * Joins the parts of a peer: inbox -> conversations, streams and consumers -> outbox; and keeps the one reason why it all ends. What
 * a user sees of it is the Peer of createPeer.
 */
export class PeerEngine {
  readonly scheduler: PeerClock;
  readonly random;
  readonly turns: Turns;
  readonly agreement = new AgreementState();
  readonly events = new PeerEvents();
  readonly meter = new Meter();
  readonly streams: CommandStreams;
  readonly gate: ReadGate;
  readonly consumers: Consumers;
  readonly outbox: ReturnType<PeerRole['createOutbox']>;
  readonly announcements = new Announcements(() => this.meter.dropped(1));
  readonly known: KnownInventory;
  /** Announcements that wait for the trickle. */
  waitingInventory = 0;
  private readonly received$ = new Subject<Message>();
  private readonly work = new Subscription();

  constructor(
    private readonly duplex: Duplex,
    private readonly options: PeerOptions,
    private readonly role: PeerRole = SPEAKING,
  ) {
    const { network, scheduler = preciseScheduler, random = cryptoRandom } = options;
    this.scheduler = new PeerClock(scheduler);
    this.turns = new Turns(this.scheduler);
    this.random = random;
    this.known = new KnownInventory(options.knownInventoryCapacity ?? 1000);
    this.streams = new CommandStreams(network);
    this.gate = new ReadGate({
      duplex,
      scheduler: this.scheduler,
      budgetBytes: options.readBudgetBytes ?? 4 * 1024 * 1024,
      maxPayloadBytes: network.limits.maxPayloadBytes,
      consumerTimeoutMs: options.consumerTimeoutMs ?? 600_000,
      onStalled: (error) => this.fail(error),
    });
    this.consumers = new Consumers(this.gate);
    this.outbox = role.createOutbox(duplex, this.turns, {
      network,
      sendBudgetBytes: options.sendBudgetBytes ?? 32 * 1024 * 1024,
      protocolVersion: () => this.agreement.protocolVersion,
      onBytes: (bytes) => this.bytesPassed('sent', bytes, 0, bytes.length),
      onSent: (frame, message) => this.passed('sent', frame, message),
      onFull: () => this.fail(new TransportError('SEND_QUEUE_FULL', 'the remote does not read what is sent')),
      onFault: (error) => this.fault(error),
    });
  }

  /** Once; later calls do nothing. */
  start(onPeer: () => void): void {
    if (this.events.status !== 'connecting') return;
    this.meter.started(this.scheduler.now());
    this.events.become('handshaking');
    try {
      onPeer();
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

  private read(): void {
    if (this.isClosed()) return;
    const inbox = readInbox(this.duplex, this.turns, {
      gate: this.gate,
      network: this.options.network,
      onMalformed: this.options.onMalformed ?? 'close',
      protocolVersion: () => this.agreement.protocolVersion,
      onBytes: (chunk, start, end) => this.bytesPassed('received', chunk, start, end),
      onFrame: (frame, message) => this.deliver(frame, message),
      onFault: (error) => this.fault(error),
      onSkipped: (sizeBytes) => this.meter.passed('received', 'unknown', sizeBytes, this.scheduler.now()),
      onEnd: (error) => (error === undefined ? this.end({ by: 'remote' }) : this.fail(error)),
    });
    this.work.add(inbox);
  }

  private deliver(frame: Frame, message: Message | undefined): void {
    this.passed('received', frame, message);
    if (message === undefined) return;
    this.meter.received(message);
    // Conversations first: what a message changes (features, say) holds when consumers see it.
    guardedNext(this.received$, message);
    if (isUnofferedBloom(message, this.agreement)) return;
    this.streams.next(message);
    if (!this.isClosed()) guarded(() => this.consumers.deliver(message, frame.sizeBytes));
  }

  private bytesPassed(direction: Traffic['direction'], chunk: Uint8Array, start: number, end: number): void {
    const atMs = this.scheduler.step();
    if (this.events.isBytesObserved) this.events.bytes({ direction, atMs, bytes: chunk.subarray(start, end) });
  }

  private passed(direction: Traffic['direction'], frame: Frame, message: Message | undefined): void {
    const { command, sizeBytes, payload } = frame;
    const atMs = this.scheduler.now();
    const isKnown = this.options.network.messages.has(command);
    this.meter.passed(direction, isKnown ? command : 'unknown', sizeBytes, atMs);
    if (!this.events.isTrafficObserved) return;
    const traffic = { direction, command, sizeBytes, atMs, payload };
    this.events.traffic(message === undefined ? traffic : { ...traffic, message });
  }

  private converse(): void {
    const said$ = this.role.converse(this.received$, this.context(), {
      address: this.duplex.address,
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
      network: this.options.network,
      direction: this.duplex.direction,
      scheduler: this.scheduler,
      random: this.random,
      sent$: this.outbox.sent$,
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
  fail(error: PeerError): void {
    const flushTimeoutMs = error instanceof RemoteProtocolError ? FAREWELL_MS : 0;
    this.turns.soon(() => this.end({ by: 'fault', error }, flushTimeoutMs));
  }

  end(reason: CloseReason, flushTimeoutMs = 0): void {
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
