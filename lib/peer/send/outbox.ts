import type { Duplex } from '../../base/duplex.js';
import type { PeerError } from '../../base/errors.js';
import type { Frame } from '../../frame/frameDecoder.js';
import type { Framing } from '../../frame/framing.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { DeliveryQueue } from '../../protocol/runtime/deliveryQueue.js';
import { encodeMessage, encodeUnsealed } from '../../wire/message.js';
import { OutgoingMessage } from './outgoingMessage.js';
import type { SendOptions } from './sendOptions.js';
import { SendQueue, type SendQueueListener, type SendQueueOptions } from './sendQueue.js';

/** Is notified of the messages that an outbox sends. */
export interface OutboxOwner {
  readonly protocolVersion: number | undefined;
  readonly framing: Framing;
  /** A recording has sent these bytes. */
  onBytesSent(bytes: Uint8Array): void;
  /** This frame was handed to the transport, as the bytes `sealed`: see `Framing.seal`. */
  onFrameSent(command: string, frame: Uint8Array, sealed: Uint8Array): void;
  /** A message was handed to the transport, after its bytes; absent if a recording has one that cannot be decoded. */
  onMessageSent(frame: Frame, message: Message | undefined): void;
  /** A message does not fit into the send budget. */
  onSendQueueFull(budgetBytes: number): void;
  /** A recording has sent bytes that cannot be decoded. */
  onFault(error: PeerError): void;
}

/** Options of Outbox. */
export interface OutboxOptions extends SendQueueOptions {
  network: Network;
  owner: OutboxOwner;
}

/** Sends messages: encodes a message, queues it, hands it to the transport, and reports the result. */
export class Outbox implements SendQueueListener {
  private readonly queue: SendQueue;

  constructor(
    duplex: Duplex,
    private readonly deliveryQueue: DeliveryQueue,
    private readonly options: OutboxOptions,
  ) {
    this.queue = new SendQueue(duplex, deliveryQueue, options, this);
  }

  get queuedMessages(): number {
    return this.queue.queuedMessages;
  }

  get queuedBytes(): number {
    return this.queue.queuedBytes;
  }

  /** Errors at the call with LocalProtocolError if the message cannot be encoded. */
  send(message: Message, options: SendOptions): Promise<boolean> {
    const bytes = this.encode(message, options.witness);
    if (options.signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const outgoing = new OutgoingMessage(message, bytes, options, resolve);
      this.listenToSignal(outgoing);
      this.post(outgoing, false);
    });
  }

  /** Sends a message without a promise for the result. @param isOpening true: does not wait for the handshake to complete */
  sendWithoutResult(message: Message, isOpening: boolean): void {
    this.post(new OutgoingMessage(message, this.encode(message)), isOpening);
  }

  /** The handshake is complete: the messages that waited for it are sent. */
  release(): void {
    this.queue.release(({ message, options }) => this.encode(message, options.witness));
  }

  /** The framing can send now. */
  flush(): void {
    this.queue.flush();
  }

  close(options: { flush: boolean }): void {
    this.queue.close(options);
  }

  /** Called by the queue. */
  onHandedOver(outgoing: OutgoingMessage, sealed: Uint8Array): void {
    const { owner } = this.options;
    outgoing.stopListening?.();
    owner.onFrameSent(outgoing.command, outgoing.bytes, sealed);
    owner.onMessageSent(outgoing, outgoing.message);
  }

  private encode(message: Message, witness?: boolean): Uint8Array {
    const { network, owner } = this.options;
    // The tag of v2 replaces the checksum in the header of v1.
    const encode = owner.framing.version === 2 ? encodeUnsealed : encodeMessage;
    return encode(message, { network, protocolVersion: owner.protocolVersion, witness });
  }

  private post(outgoing: OutgoingMessage, isOpening: boolean): void {
    const reservation = this.queue.reserve(outgoing, isOpening);
    if (reservation === 'full') this.options.owner.onSendQueueFull(this.options.sendBudgetBytes);
    if (reservation !== 'reserved') return;
    this.deliveryQueue.afterMessage(() => {
      if (outgoing.isAborted) this.queue.drop(outgoing);
      else this.queue.push(outgoing, isOpening);
    });
  }

  private listenToSignal(outgoing: OutgoingMessage): void {
    const { signal } = outgoing.options;
    if (signal === undefined) return;
    const onAbort = (): void => this.queue.remove(outgoing);
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.stopListening = () => signal.removeEventListener('abort', onAbort);
  }
}
