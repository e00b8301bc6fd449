import type { Duplex } from '../base/duplex.js';
import { isPeerError, RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Framing } from '../frame/framing.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Policy } from '../policy/policy.js';
import type { Reaction } from '../policy/violations.js';
import { orderViolation } from '../protocol/handshake/handshakeViolation.js';
import { KnownInventory } from '../protocol/knownInventory.js';
import { unofferedBloom } from '../protocol/refuseBloom.js';
import type { ConversationHost } from '../protocol/runtime/conversationHost.js';
import { ConversationRunner } from '../protocol/runtime/conversationRunner.js';
import { DeliveryQueue } from '../protocol/runtime/deliveryQueue.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { IncomingMessage } from './receive/incomingMessage.js';
import type { ReceivedMessage } from '../protocol/runtime/receivedMessage.js';
import { isViolationError, type ViolationError } from '../protocol/violation.js';
import { AgreementState } from './agreementState.js';
import type { CloseReason } from './closeReason.js';
import { conversationName } from './conversationName.js';
import { cryptoRandom } from './cryptoRandom.js';
import { MessageFlow, type MessageFlowPeer } from './messageFlow.js';
import { PeerClock } from './peerClock.js';
import { LIVE_ROLE, type PeerRole } from './peerRole.js';
import type { PeerTransport } from './peerTransport.js';
import type { PeerSettings } from './peerSettings.js';
import { preciseScheduler } from './preciseScheduler.js';
import { CommandStates, type CommandState } from './receive/commandState.js';
import { CommandStreams } from './receive/commandStreams.js';
import { Consumers } from './receive/consumers.js';
import { ReadGate, type ReadGateOwner } from './receive/readGate.js';
import { Announcements, type AnnouncementsOwner } from './send/announcements.js';
import type { OutboxOwner } from './send/outbox.js';
import { PeerCounters } from './stats/peerCounters.js';
import { PeerEvents } from './streams/peerEvents.js';
import { WireEvents } from './streams/wireEvents.js';

/** After a violation of the remote: the longest time for queued messages, such as a `reject`, to be sent before the connection closes. */
const FAULT_FLUSH_MS = 1000;

/** Is notified of the states of a peer. */
export interface PeerCoreOwner {
  /** The handshake is complete. */
  onReady(): void;
  /** Everything has ended, and `closed$` has emitted. */
  onEnd(reason: CloseReason): void;
}

/**
 * Connects the parts of a peer: the message flow, the conversations, the streams and the outbox. It ends the peer once, with one reason. The
 * public interface is DuplexPeer.
 *
 *     connecting ─ start() ─▶ handshaking ─ the opening conversation completes ─▶ ready
 *     any state ── end(reason) ─▶ closed
 *
 * The parts call its methods instead of closures: with thousands of peers, closures would take more memory than the parts themselves.
 */
export class PeerCore implements MessageFlowPeer, ConversationHost, ReadGateOwner, OutboxOwner, AnnouncementsOwner {
  readonly network: Network;
  readonly policy: Policy;
  readonly scheduler: PeerClock;
  readonly random: (bytes: number) => Uint8Array;
  readonly queue: DeliveryQueue;
  readonly agreed = new AgreementState();
  readonly events = new PeerEvents();
  readonly states: CommandStates;
  readonly counters: PeerCounters;
  readonly streams: CommandStreams;
  readonly gate: ReadGate;
  readonly consumers: Consumers;
  readonly runner: ConversationRunner;
  readonly outbox: ReturnType<PeerRole['createOutbox']>;
  readonly framing: Framing;
  readonly known: KnownInventory;
  readonly announcements: Announcements;
  isMessageDropped = false;
  private readonly flow: MessageFlow;
  /** Makes the message flow ask the framing again. */
  private wakeFlow: (() => void) | undefined;
  private stopWaiting: (() => void) | undefined;
  private readonly wire: WireEvents;

  constructor(
    readonly duplex: Duplex,
    readonly settings: PeerSettings,
    private readonly owner: PeerCoreOwner,
    readonly role: PeerRole = LIVE_ROLE,
  ) {
    const { options, policy } = settings;
    const { network, scheduler = preciseScheduler, random = cryptoRandom } = options;
    this.network = network;
    this.policy = policy;
    this.random = random;
    this.scheduler = new PeerClock(scheduler);
    this.queue = new DeliveryQueue(this.scheduler);
    this.known = new KnownInventory(options.knownInventoryCapacity ?? 1000);
    this.announcements = new Announcements(this.known, options.trickleIntervalMs, this);
    this.states = new CommandStates(network);
    this.counters = new PeerCounters(this.states, this.scheduler);
    this.streams = new CommandStreams(network, this.states);
    this.runner = new ConversationRunner(this, this.queue);
    this.gate = new ReadGate({
      duplex,
      scheduler: this.scheduler,
      budgetBytes: options.readBudgetBytes ?? 4 * 1024 * 1024,
      maxPayloadBytes: network.limits.maxPayloadBytes,
      consumerTimeoutMs: options.consumerTimeoutMs ?? 600_000,
      owner: this,
    });
    this.consumers = new Consumers(this.gate, this.states);
    this.wire = new WireEvents(this.events, this.scheduler, this, role.sends);
    this.framing = role.createFraming({
      network,
      direction: duplex.direction,
      transport: settings.transport,
      random,
      onKey: settings.keyExchanges && ((permit) => this.requestKeyExchange(permit)),
      wake: () => this.wakeFraming(),
      listener: this.wire,
    });
    this.flow = new MessageFlow(this);
    this.outbox = role.createOutbox(duplex, this.queue, {
      network,
      sendBudgetBytes: options.sendBudgetBytes ?? 32 * 1024 * 1024,
      scheduler: this.scheduler,
      gate: this.gate,
      owner: this,
    });
  }

  get transport(): PeerTransport | undefined {
    const { sessionId, version } = this.framing;
    const { fallback } = this.settings;
    if (version === undefined) return undefined;
    return {
      version,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(fallback === undefined ? {} : { fallback }),
    };
  }

  get direction(): 'inbound' | 'outbound' {
    return this.duplex.direction;
  }

  get protocolVersion(): number | undefined {
    return this.agreed.protocolVersion;
  }

  /** The protocol version for encoding: the negotiated one, or ours before the handshake. */
  get encodingVersion(): number {
    return this.protocolVersion ?? this.settings.options.protocolVersion ?? this.network.protocolVersion;
  }

  get isPaused(): boolean {
    return this.gate.isPaused;
  }

  /** Starts once; later calls do nothing. */
  start(onPeer: () => void): void {
    if (this.events.status !== 'connecting') return;
    this.counters.started(this.scheduler.now());
    this.events.setStatus('handshaking');
    try {
      onPeer();
    } catch (error) {
      this.end({ by: 'fault', error: toPeerError(error, 'onPeer') });
    }
    if (this.isClosed()) return;
    this.queue.afterMessage(() => {
      this.startConversations();
      if (!this.isClosed()) this.flow.open();
    });
  }

  // Received bytes and messages. For each chunk the methods are called in this order.

  onWait(): void {
    this.gate.setBusy(true);
  }

  onChunk(chunk: Uint8Array): void {
    this.scheduler.advance();
    this.wire.chunkBegins(chunk);
  }

  onSkippedFrame(sizeBytes: number): void {
    this.wire.frameEnds(sizeBytes);
    this.counters.received(this.states.of('unknown'), sizeBytes, this.scheduler.now());
  }

  onFrame(frame: Frame, state: CommandState, incoming: IncomingMessage | undefined): void {
    const { sizeBytes } = frame;
    this.wire.frameEnds(sizeBytes);
    this.counters.received(state, sizeBytes, this.scheduler.now());
    this.isMessageDropped = false;
    this.wire.received(frame, incoming);
    if (incoming !== undefined) this.counters.chain.received(incoming as ReceivedMessage);
  }

  onChunkDone(): void {
    this.wire.chunkEnds();
    this.gate.setBusy(false);
  }

  createFraming(wake: () => void): Framing {
    this.wakeFlow = wake;
    return this.framing;
  }

  onOutput(bytes: Uint8Array): void {
    this.duplex.write(bytes);
    this.wire.written(bytes);
    // After the key exchange the framing can send the messages that have waited for it.
    this.outbox.flush();
  }

  onInputEnd(error?: PeerError): void {
    if (this.isRefusedByV1(error)) {
      const fact =
        'the remote closed the connection before it sent anything: it probably does not support transport v2';
      this.fail(new TransportError('V2_REFUSED', fact, error === undefined ? {} : { cause: error }));
      return;
    }
    if (error !== undefined) {
      this.fail(error);
      return;
    }
    this.runner.inputEnded();
    this.end({ by: 'remote' });
  }

  onReadingPaused(isPaused: boolean): void {
    this.runner.paused(isPaused);
  }

  onConsumersStalled(error: PeerError): void {
    this.fail(error);
  }

  // Sent bytes and messages.

  onBytesSent(bytes: Uint8Array): void {
    this.wire.bytesSent(bytes);
  }

  onFrameSent(command: string, frame: Uint8Array, sealed: Uint8Array): void {
    this.wire.written(sealed);
    if (this.events.bytes.observed) this.wire.bytesSent(this.framing.plainForm(command, frame));
  }

  onMessageSent(frame: Frame, message: Message | undefined): void {
    this.counters.sent(this.states.of(frame.command), frame.sizeBytes, this.scheduler.now());
    this.wire.sent(frame, message);
    if (message === undefined) return;
    this.runner.sent(message);
    this.events.sent.next(message);
  }

  onAnnouncementDropped(): void {
    this.counters.dropped(1);
  }

  onSendQueueFull(budgetBytes: number): void {
    const { queuedBytes } = this.outbox;
    const fact = `the remote does not read what is sent: ${queuedBytes} bytes are queued, and one message more exceeds sendBudgetBytes (${budgetBytes})`;
    this.fail(new TransportError('SEND_QUEUE_FULL', fact));
  }

  // Calls by conversations.

  send(message: Message): void {
    if (!this.role.sends) return;
    try {
      this.outbox.sendWithoutResult(message, this.events.status === 'handshaking');
    } catch (error) {
      this.onFault(toPeerError(error, 'encoding'));
    }
  }

  isObserved(kind: Outcome['kind']): boolean {
    return kind !== 'exchange' || this.events.exchanges.observed;
  }

  report(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'agreed':
        this.agreed.agree(outcome.agreement);
        if (outcome.agreement.remote !== undefined) {
          this.counters.versionReceived(outcome.agreement.remote, this.scheduler.now());
        }
        break;
      case 'features':
        this.agreed.addFeatures(outcome.features);
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
        this.onFault(outcome.error);
        break;
    }
  }

  conversationFailed(cause: unknown, createHandler: CreateHandler): boolean {
    const error = toPeerError(cause, conversationName(createHandler, this.settings), 'CONVERSATION_FAILED');
    if (isViolationError(cause)) this.isMessageDropped = true;
    if (this.role.sends) this.fail(error);
    // The peer of a replay ends when and why the live peer ended, as recorded.
    else if (!isPeerError(cause)) this.onFault(error);
    return this.role.sends;
  }

  // Faults and the end.

  reactionTo({ code }: ViolationError): Reaction {
    return this.policy[code].reaction;
  }

  violationOf(error: RemoteProtocolError, command: string): RemoteProtocolError {
    // Bitcoin Core rejects these commands before it parses the payload.
    const unoffered = unofferedBloom(command, this.agreed);
    if (unoffered !== undefined && this.reactionTo(unoffered) === 'close') return unoffered;
    const early = this.events.status === 'handshaking' ? orderViolation(command, this.agreed) : undefined;
    return early !== undefined && this.reactionTo(early) !== 'close' ? early : error;
  }

  onFault(error: PeerError): void {
    this.counters.fault();
    this.events.faults.next(error);
  }

  /** Ends the peer with an error, after the messages that were sent before it. */
  fail(error: PeerError): void {
    const flushTimeoutMs = error instanceof RemoteProtocolError ? FAULT_FLUSH_MS : 0;
    this.queue.afterMessage(() => this.end(this.faultReason(error), flushTimeoutMs));
  }

  /** The close reason for this error; the policy decides whether it is misbehaviour. */
  faultReason(error: PeerError): CloseReason {
    // Before its first complete frame a remote may speak another protocol: a v2 key exchange, another network, TLS, a scanner.
    const isMisbehaviour = isViolationError(error) && this.policy[error.code].misbehaviour && this.counters.hasReceived;
    return isMisbehaviour ? { by: 'fault', error, misbehaviour: true } : { by: 'fault', error };
  }

  end(reason: CloseReason, flushTimeoutMs = 0): void {
    if (this.isClosed()) return;
    this.events.setStatus('closed');
    this.stopWaiting?.();
    this.flow.close();
    // Conversations report unanswered questions when they close, so the event streams complete afterwards.
    this.runner.close();
    this.gate.close();
    this.streams.complete();
    this.consumers.complete();
    this.announcements.close();
    this.events.complete();
    this.outbox.close({ flush: flushTimeoutMs > 0 });
    this.events.sent.complete();
    this.duplex.close({ flushTimeoutMs });
    this.events.close(reason);
    this.owner.onEnd(reason);
  }

  /** True if an outbound v2 connection has ended in the way in which remotes that support only v1 end it. */
  private isRefusedByV1(error: PeerError | undefined): boolean {
    const { framing, role } = this;
    const isKeySent =
      role.sends && this.direction === 'outbound' && framing.version === 2 && framing.state !== 'Loading';
    // A transport that opens its connection itself (webSocketDuplex) has not reached the remote.
    if (error instanceof TransportError && error.code === 'CONNECT_FAILED') return false;
    return isKeySent && !framing.hasReceived && (error === undefined || error instanceof TransportError);
  }

  /** A permit arrives within a task of the queue, the code of transport v2 outside of one. */
  private wakeFraming(): void {
    if (this.queue.isBusy) this.wakeFlow?.();
    else this.queue.afterChunk(() => this.isClosed() || this.wakeFlow?.());
  }

  private requestKeyExchange(permit: () => void): void {
    this.stopWaiting = this.settings.keyExchanges!.request(
      this.duplex.address,
      // The rest of the chunk may end the peer.
      () => this.queue.afterChunk(() => this.isClosed() || permit()),
      (fact) => this.fail(new TransportError('TOO_MANY_KEY_EXCHANGES', fact)),
    );
  }

  private startConversations(): void {
    const { opening, others } = this.role.conversationsOf(this);
    this.runner.start(opening, () => {
      this.queue.afterMessage(() => this.becomeReady());
      this.runner.startAll(others);
    });
  }

  private becomeReady(): void {
    if (this.isClosed()) return;
    this.events.setStatus('ready');
    if (!this.isClosed()) this.owner.onReady();
    if (!this.isClosed()) this.outbox.release();
  }

  private isClosed(): boolean {
    return this.events.status === 'closed';
  }
}
