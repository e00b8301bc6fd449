import { Subscription } from 'rxjs';
import { isViolationError, type ViolationError } from '../../protocol/violation.js';
import type { Duplex } from '../../base/duplex.js';
import { RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../../base/errors.js';
import { FrameDecoder, type Frame } from '../../frame/frameDecoder.js';
import { nextReadable, type BadFrameError } from '../../frame/nextReadable.js';
import type { Message } from '../../messages/table.js';
import { NETWORKS_BY_MAGIC } from '../../networks/knownNetworks.js';
import type { Network } from '../../networks/network.js';
import type { Reaction } from '../../policy/violations.js';
import { leftoverError, readPayload } from '../../wire/payload.js';
import { ReceivedBytes } from './passedBytes.js';
import type { ReadGate } from './readGate.js';
import type { CommandStates, CommandState } from './commandState.js';
import type { DeliveryQueue } from '../deliveryQueue.js';

/** Whom an inbox tells what comes in. */
export interface FrameInboxOwner {
  readonly protocolVersion: number | undefined;
  /** A chunk is looked at, which may have waited for its turn. */
  chunkReceived(): void;
  /** All that was read, as a part of a chunk, before the message that it completes is handed over. */
  bytesReceived(chunk: Uint8Array, start: number, end: number): void;
  /** Each frame; without a message if its payload cannot be read, or its message is dropped. */
  frameReceived(frame: Frame, message: Message | undefined, route: CommandState): void;
  /** The bytes of a frame that is no message: a bad checksum, a bad command. */
  bytesSkipped(sizeBytes: number): void;
  /** What the policy says about this violation. */
  reactionTo(error: ViolationError): Reaction;
  /** The violation that a payload with this error is, once its frame is counted. */
  violationOf(error: RemoteProtocolError, route: CommandState): RemoteProtocolError;
  /** Trouble that does not end the stream. */
  fault(error: RemoteProtocolError): void;
  /** Nothing more comes, told once: with the reason, or without one when the remote has ended its side. */
  receivedAll(error: PeerError | undefined): void;
}

export interface FrameInboxOptions {
  network: Network;
  routes: CommandStates;
  /** Holds the transport back while a chunk waits its turn. */
  gate: Pick<ReadGate, 'setBusy'>;
  owner: FrameInboxOwner;
}

/** Everything that comes in: cuts the chunks into frames, reads each, and hands it over before it looks at the next. */
export class FrameInbox {
  private readonly decoder: FrameDecoder;
  private readonly received: ReceivedBytes;
  private reading = Subscription.EMPTY;
  private isOver = false;
  private leftoverBytes = 0;
  private readonly noteLeftover = (bytes: number): void => void (this.leftoverBytes = bytes);

  constructor(
    private readonly duplex: Duplex,
    private readonly turns: DeliveryQueue,
    private readonly options: FrameInboxOptions,
  ) {
    this.decoder = new FrameDecoder(options.network, NETWORKS_BY_MAGIC);
    this.received = new ReceivedBytes(options.owner);
  }

  open(): void {
    const subscription = this.duplex.chunk$.subscribe(this);
    if (this.isOver) subscription.unsubscribe();
    else this.reading = subscription;
  }

  close(): void {
    this.isOver = true;
    this.reading.unsubscribe();
  }

  /** A chunk of the transport; a synchronous one may bring it while another is under way. */
  next(chunk: Uint8Array): void {
    const { isBusy } = this.turns;
    // One chunk may wait, no more: what a remote answers within our own turn must not pile up here.
    if (isBusy) this.options.gate.setBusy(true);
    // The transport may write to what waits as soon as this returns.
    const kept = isBusy ? chunk.slice() : chunk;
    this.turns.afterChunk(() => this.read(kept));
  }

  /** The transport has broken. */
  error(error: unknown): void {
    this.turns.afterChunk(() => this.end(transportError(error)));
  }

  /** The remote has ended its side. */
  complete(): void {
    this.turns.afterChunk(() => {
      if (this.isOver) return;
      try {
        this.decoder.end();
      } catch (error) {
        this.end(error);
        return;
      }
      this.options.owner.receivedAll(undefined);
    });
  }

  private read(chunk: Uint8Array): void {
    if (this.isOver) return;
    const { received, turns } = this;
    this.options.owner.chunkReceived();
    received.begin(chunk);
    this.decoder.push(chunk);
    for (let frame = this.nextFrame(); frame !== undefined; frame = this.nextFrame()) {
      received.take(frame.sizeBytes);
      this.handOver(frame);
      turns.flush();
    }
    received.finish();
    this.options.gate.setBusy(false);
  }

  private nextFrame(): Frame | undefined {
    if (this.isOver) return undefined;
    try {
      return nextReadable(this.decoder, this.skipBadFrame);
    } catch (error) {
      this.end(error);
      return undefined;
    }
  }

  private readonly skipBadFrame = (error: BadFrameError, sizeBytes: number): void => {
    const { owner } = this.options;
    if (owner.reactionTo(error) === 'close') throw error;
    this.received.take(sizeBytes);
    owner.bytesSkipped(sizeBytes);
    owner.fault(error);
  };

  private handOver(frame: Frame): void {
    const { network, owner, routes } = this.options;
    const route = routes.of(frame.command);
    this.leftoverBytes = 0;
    let message: Message;
    try {
      message = readPayload(
        frame,
        route.definition,
        owner.protocolVersion ?? network.protocolVersion,
        this.noteLeftover,
      );
    } catch (error) {
      owner.frameReceived(frame, undefined, route);
      if (!(error instanceof RemoteProtocolError)) this.end(error);
      else this.react(owner.violationOf(error, route));
      return;
    }
    const { leftoverBytes } = this;
    if (leftoverBytes === 0) owner.frameReceived(frame, message, route);
    else this.handOverWithLeftover(frame, message, route, leftoverError(frame.command, leftoverBytes));
  }

  private handOverWithLeftover(frame: Frame, message: Message, route: CommandState, error: ViolationError): void {
    const { owner } = this.options;
    const reaction = owner.reactionTo(error);
    const isDelivered = reaction === 'ignore' || reaction === 'fault';
    owner.frameReceived(frame, isDelivered ? message : undefined, route);
    this.react(error);
  }

  private react(error: RemoteProtocolError): void {
    const { owner } = this.options;
    const reaction = isViolationError(error) ? owner.reactionTo(error) : 'close';
    if (reaction === 'close') this.end(error);
    else if (reaction !== 'ignore') owner.fault(error);
  }

  private end(error: unknown): void {
    this.options.owner.receivedAll(toPeerError(error, 'reading'));
  }
}

function transportError(error: unknown): PeerError {
  return toPeerError(error, 'the transport') instanceof TransportError
    ? (error as TransportError)
    : new TransportError('CONNECTION_LOST', `connection lost: ${String(error)}`, { cause: error });
}
