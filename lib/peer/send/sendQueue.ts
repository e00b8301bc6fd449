import { Subscription } from 'rxjs';
import type { Duplex } from '../../base/duplex.js';
import { RemovableQueue } from '../../collections/removableQueue.js';
import type { Framing } from '../../frame/framing.js';
import type { DeliveryQueue } from '../../protocol/runtime/deliveryQueue.js';
import { QUEUED_MESSAGE_BYTES } from './messageCharges.js';
import type { OutgoingMessage } from './outgoingMessage.js';
import { SendPause, type SendPauseOptions } from './sendPause.js';

/** Options of SendQueue. */
export interface SendQueueOptions extends SendPauseOptions {
  /** The maximum number of bytes that may be queued. If the queue is empty, a message of any size is accepted. */
  sendBudgetBytes: number;
  owner: {
    readonly framing: Pick<Framing, 'canSend' | 'seal'>;
  };
}

/** Is notified of the messages that leave a SendQueue. */
export interface SendQueueListener {
  /** The bytes of a message were handed to the transport, as the bytes `sealed`: see `Framing.seal`. */
  onHandedOver(outgoing: OutgoingMessage, sealed: Uint8Array): void;
}

/**
 * The messages that wait for the transport: control messages before bulk messages, each kind in the order of sending. A message counts the bytes
 * of its frame and QUEUED_MESSAGE_BYTES against the budget, from `reserve` until the operating system has it.
 */
export class SendQueue {
  // Allocated when a message has to wait, which does not happen while the remote reads.
  private held: Set<OutgoingMessage> | undefined;
  private control: RemovableQueue<OutgoingMessage> | undefined;
  private bulk: RemovableQueue<OutgoingMessage> | undefined;
  private readonly pause: SendPause;
  private drainSubscription = Subscription.EMPTY;
  private unwrittenBytes = 0;
  private unwrittenMessages = 0;
  private isHolding = true;
  private isFull = false;
  private isClosed = false;

  constructor(
    private readonly duplex: Duplex,
    private readonly deliveryQueue: DeliveryQueue,
    private readonly options: SendQueueOptions,
    private readonly listener: SendQueueListener,
  ) {
    this.pause = new SendPause(options);
  }

  /** The bytes of frames that the operating system does not have yet. */
  get queuedBytes(): number {
    return this.unwrittenBytes;
  }

  get queuedMessages(): number {
    return (this.held?.size ?? 0) + this.waitingMessages;
  }

  /**
   * Charges a message before it is pushed, so the budget also bounds the messages that wait for the end of the current delivery.
   *
   * @param isOpening true for the messages of the handshake: they are few, and always accepted
   * @returns `'reserved'`. With any other result the message was settled and must not be pushed: it exceeds the budget, or the queue is closed
   */
  reserve(outgoing: OutgoingMessage, isOpening = false): 'reserved' | 'full' | 'closed' {
    const { pause } = this;
    const size = outgoing.bytes.length;
    const chargedBytes = this.chargedBytes + size + QUEUED_MESSAGE_BYTES;
    const isOver = chargedBytes > this.options.sendBudgetBytes && this.unwrittenMessages > 0 && !isOpening;
    if (this.isClosed || isOver) {
      outgoing.settle(false);
      return this.isClosed ? 'closed' : 'full';
    }
    this.unwrittenBytes += size;
    this.unwrittenMessages += 1;
    // Messages that wait for the handshake must not stop us from reading it.
    if (!this.isHolding) pause.added(chargedBytes);
    return 'reserved';
  }

  /**
   * Writes a reserved message, or queues it if the transport is full.
   *
   * @param isOpening true for the messages of the handshake: they do not wait for `release`
   */
  push(outgoing: OutgoingMessage, isOpening = false): void {
    if (this.isClosed) {
      this.drop(outgoing);
    } else if (this.isHolding && !isOpening) {
      this.held ??= new Set();
      this.held.add(outgoing);
    } else if (this.isFull || this.waitingMessages > 0 || !this.framing.canSend) {
      this.enqueue(outgoing);
      this.flush();
    } else {
      this.write(outgoing);
    }
  }

  /** Removes a message that was not handed to the transport. */
  remove(outgoing: OutgoingMessage): void {
    const { held, control, bulk } = this;
    if (held?.delete(outgoing) || control?.delete(outgoing) || bulk?.delete(outgoing)) this.drop(outgoing);
  }

  /** Settles a reserved message that will not be sent. */
  drop(outgoing: OutgoingMessage): void {
    this.removeCharge(outgoing.bytes.length);
    outgoing.settle(false);
  }

  /**
   * The handshake is complete: sends the messages that waited for it.
   *
   * @param encode encodes a message again, because the handshake may have changed the protocol version
   */
  release(encode: (outgoing: OutgoingMessage) => Uint8Array): void {
    this.isHolding = false;
    const { held } = this;
    this.held = undefined;
    for (const outgoing of held ?? []) {
      this.unwrittenBytes -= outgoing.bytes.length;
      outgoing.bytes = encode(outgoing);
      this.unwrittenBytes += outgoing.bytes.length;
      this.enqueue(outgoing);
    }
    this.pause.added(this.chargedBytes);
    this.flush();
  }

  /** Ends the queue. @param options.flush true: writes the messages that do not wait for the handshake; the others are dropped */
  close({ flush }: { flush: boolean }): void {
    if (this.isClosed) return;
    if (flush && this.framing.canSend)
      for (let next = this.shift(); next !== undefined; next = this.shift()) this.write(next);
    this.isClosed = true;
    this.drainSubscription.unsubscribe();
    this.pause.close();
    for (const waiting of [this.control, this.bulk, this.held]) {
      for (const outgoing of waiting ?? []) this.drop(outgoing);
      waiting?.clear();
    }
  }

  private get framing(): SendQueueOptions['owner']['framing'] {
    return this.options.owner.framing;
  }

  private get waitingMessages(): number {
    return (this.control?.size ?? 0) + (this.bulk?.size ?? 0);
  }

  private enqueue(outgoing: OutgoingMessage): void {
    if (outgoing.isControl) (this.control ??= new RemovableQueue()).add(outgoing);
    else (this.bulk ??= new RemovableQueue()).add(outgoing);
  }

  /** Writes queued messages, as long as the transport has room and the framing can send. */
  flush(): void {
    while (!this.isFull && !this.isClosed && this.framing.canSend) {
      const next = this.shift();
      if (next === undefined) return;
      this.write(next);
    }
  }

  private write(outgoing: OutgoingMessage): void {
    const { command, bytes } = outgoing;
    const sealed = this.framing.seal(command, bytes);
    outgoing.wireBytes = sealed.length;
    const hasRoom = this.duplex.write(sealed, this.doneCallback(outgoing));
    if (!hasRoom && !this.isFull) this.waitForDrain();
    this.listener.onHandedOver(outgoing, sealed);
  }

  private doneCallback(outgoing: OutgoingMessage): (written: boolean) => void {
    // Without a promise, only the size is kept until the bytes are written, not the message.
    if (outgoing.resolve === undefined) return this.chargeRemover(outgoing.bytes.length);
    return (written) => {
      this.removeCharge(outgoing.bytes.length);
      outgoing.settle(written);
    };
  }

  private chargeRemover(bytes: number): () => void {
    return () => this.removeCharge(bytes);
  }

  private removeCharge(bytes: number): void {
    this.unwrittenBytes -= bytes;
    this.unwrittenMessages -= 1;
    this.pause.removed(this.chargedBytes);
  }

  private get chargedBytes(): number {
    return this.unwrittenBytes + this.unwrittenMessages * QUEUED_MESSAGE_BYTES;
  }

  private waitForDrain(): void {
    this.isFull = true;
    this.drainSubscription = this.duplex.drain$.subscribe(() => this.deliveryQueue.afterMessage(() => this.drained()));
  }

  /** The transport has room again. */
  private drained(): void {
    this.drainSubscription.unsubscribe();
    this.isFull = false;
    this.flush();
  }

  private shift(): OutgoingMessage | undefined {
    return this.control?.shift() ?? this.bulk?.shift();
  }
}
