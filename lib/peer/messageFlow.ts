import { Subscription } from 'rxjs';
import { toPeerError } from '../base/errors.js';
import type { Duplex } from '../base/duplex.js';
import type { Frame } from '../frame/frameDecoder.js';
import { decodeFrames } from '../operators/decodeFrames.js';
import type { ConversationRunner } from '../protocol/runtime/conversationRunner.js';
import type { ReceivedMessage } from '../protocol/runtime/receivedMessage.js';
import type { CommandState, CommandStates } from './receive/commandState.js';
import type { CommandStreams } from './receive/commandStreams.js';
import { IncomingMessage } from './receive/incomingMessage.js';
import { MessageFaults, type FaultOwner } from './receive/messageFaults.js';
import { PeerFrameOptions, type FramingOwner } from './receive/peerFrameOptions.js';
import { queueChunks, type QueueChunksOptions } from './receive/queueChunks.js';

/** The part of a peer that the message flow uses and reports to. */
export interface MessageFlowPeer extends QueueChunksOptions, FramingOwner, FaultOwner {
  readonly duplex: Duplex;
  readonly protocolVersion: number | undefined;
  readonly runner: ConversationRunner;
  readonly states: CommandStates;
  readonly streams: CommandStreams;
  /** True after a conversation decided that subscribers must not get the message that is being delivered. Reset by `onFrame`. */
  readonly isMessageDropped: boolean;
  /** A frame arrived; `incoming` is absent if its payload is invalid, or the policy drops the message. */
  onFrame(frame: Frame, state: CommandState, incoming: IncomingMessage | undefined): void;
}

/**
 * The path of every received message, from the socket to its subscribers:
 *
 *     duplex.chunk$ ─▶ queueChunks ─▶ decodeFrames ─▶ IncomingMessage ─▶ ConversationRunner ─▶ the Subject of its command
 *                      one at a time                  decode or validate                       on(), messages$, consume()
 *
 * A message is decoded if its command has a subscriber or consumer when it arrives. Otherwise it is only validated, and a conversation that
 * needs its fields decodes it. Conversations get a message before subscribers, so subscribers see what it changes (features, for example).
 */
export class MessageFlow {
  private readonly faults: MessageFaults;
  private subscription = Subscription.EMPTY;
  private isClosed = false;

  constructor(private readonly peer: MessageFlowPeer) {
    this.faults = new MessageFaults(peer);
  }

  open(): void {
    const { faults, peer } = this;
    const frame$ = peer.duplex.chunk$.pipe(queueChunks(peer), decodeFrames(new PeerFrameOptions(peer, faults)));
    const subscription = frame$.subscribe(this);
    // A synchronous transport may have emitted the end already.
    if (this.isClosed) subscription.unsubscribe();
    else this.subscription = subscription;
  }

  close(): void {
    this.isClosed = true;
    this.subscription.unsubscribe();
  }

  next(frame: Frame): void {
    // A synchronous transport still emits if the peer was closed within its first chunk.
    if (this.isClosed) return;
    this.deliver(frame);
    this.peer.queue.flush();
  }

  error(error: unknown): void {
    this.peer.onInputEnd(toPeerError(error, 'reading'));
  }

  complete(): void {
    this.peer.onInputEnd();
  }

  private deliver(frame: Frame): void {
    const { faults, peer } = this;
    const { network, protocolVersion = network.protocolVersion, runner, states, streams } = peer;
    const state = states.of(frame.command);
    const hasListeners = streams.beginDelivery(state);
    const incoming = new IncomingMessage(frame, state.definition, protocolVersion);
    const fault = faults.check(incoming, hasListeners);
    const isDelivered = faults.isDelivered(fault);
    peer.onFrame(frame, state, isDelivered ? incoming : undefined);
    if (isDelivered) {
      if (hasListeners) streams.decoded(incoming.message());
      runner.received(incoming as ReceivedMessage, state);
      if (hasListeners && !peer.isMessageDropped) streams.emit(incoming.message(), state, frame.sizeBytes);
      streams.endDelivery();
    }
    if (fault !== undefined) faults.react(fault);
  }
}
