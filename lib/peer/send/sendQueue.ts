import { Subscription } from 'rxjs';
import type { Duplex } from '../../base/duplex.js';
import { RemovableQueue } from '../../collections/removableQueue.js';
import { QUEUED_MESSAGE_BYTES } from './messageCharges.js';
import type { SendPause } from './sendPause.js';
import type { DeliveryQueue } from '../deliveryQueue.js';

/** A message on its way to the transport. */
export interface Outgoing {
  bytes: Uint8Array;
  /** Goes ahead of bulk. */
  readonly isControl: boolean;
  /** Whether it matters to anybody what becomes of it. */
  readonly isAwaited: boolean;
  /** Makes the bytes anew, for a message that has waited for the handshake: it may have changed the version that is spoken. */
  encode(): Uint8Array;
  /** Called when the bytes were handed to the transport. */
  handedOver(): void;
  /** Called once: true when the operating system has the bytes, false when they will not go out. */
  settle(written: boolean): void;
}

export interface SendQueueOptions {
  /** The most that may be queued; a single message of any size is always taken. */
  budgetBytes: number;
  pause: Pick<SendPause, 'added' | 'removed' | 'close'>;
}

/**
 * The messages that wait for the transport: control messages ahead of bulk, each kind in order. A message counts its frame's bytes and
 * QUEUED_MESSAGE_BYTES against the budget, from `reserve` until the operating system has it.
 */
export class SendQueue {
  // Made when something has to wait: a peer that is read by its remote never has any.
  private held: Set<Outgoing> | undefined;
  private control: RemovableQueue<Outgoing> | undefined;
  private bulk: RemovableQueue<Outgoing> | undefined;
  private draining = Subscription.EMPTY;
  private unwrittenBytes = 0;
  private unwrittenMessages = 0;
  private isHolding = true;
  private isFull = false;
  private isClosed = false;

  constructor(
    private readonly duplex: Duplex,
    private readonly turns: DeliveryQueue,
    private readonly options: SendQueueOptions,
  ) {}

  /** Frames' bytes that the operating system does not have yet. */
  get queuedBytes(): number {
    return this.unwrittenBytes;
  }

  get queuedMessages(): number {
    return (this.held?.size ?? 0) + this.lineSize;
  }

  /**
   * Counts a message that is going to be pushed: what one delivery causes is bounded before any of it is queued.
   *
   * @param atOnce for the handshake's own messages: they are few, and always taken
   * @returns `'reserved'`; else the message was settled and must not be pushed: the budget is spent, or the queue has ended
   */
  reserve(outgoing: Outgoing, atOnce = false): 'reserved' | 'full' | 'closed' {
    const { budgetBytes, pause } = this.options;
    const size = outgoing.bytes.length;
    const chargedBytes = this.chargedBytes + size + QUEUED_MESSAGE_BYTES;
    const isOver = chargedBytes > budgetBytes && this.unwrittenMessages > 0 && !atOnce;
    if (this.isClosed || isOver) {
      outgoing.settle(false);
      return this.isClosed ? 'closed' : 'full';
    }
    this.unwrittenBytes += size;
    this.unwrittenMessages += 1;
    // Messages that wait for the handshake must not stop the reading of it.
    if (!this.isHolding) pause.added(chargedBytes);
    return 'reserved';
  }

  /**
   * Queues a message that was reserved, or writes it.
   *
   * @param atOnce for the handshake's own messages: they do not wait for `release`
   */
  push(outgoing: Outgoing, atOnce = false): void {
    if (this.isClosed) {
      this.drop(outgoing);
    } else if (this.isHolding && !atOnce) {
      this.held ??= new Set();
      this.held.add(outgoing);
    } else if (this.isFull || this.lineSize > 0) {
      this.enqueue(outgoing);
      this.flush();
    } else {
      this.write(outgoing);
    }
  }

  /** Takes back a message that has not gone yet. */
  remove(outgoing: Outgoing): void {
    const { held, control, bulk } = this;
    if (held?.delete(outgoing) || control?.delete(outgoing) || bulk?.delete(outgoing)) this.drop(outgoing);
  }

  /** Settles a reserved message that will not go out. */
  drop(outgoing: Outgoing): void {
    this.countOff(outgoing.bytes.length);
    outgoing.settle(false);
  }

  /** Lets go what has waited for the handshake. */
  release(): void {
    this.isHolding = false;
    const { held } = this;
    this.held = undefined;
    for (const outgoing of held ?? []) {
      this.unwrittenBytes -= outgoing.bytes.length;
      outgoing.bytes = outgoing.encode();
      this.unwrittenBytes += outgoing.bytes.length;
      this.enqueue(outgoing);
    }
    this.options.pause.added(this.chargedBytes);
    this.flush();
  }

  /** Ends it. What may go goes to the transport all the same, where it is to be flushed; the rest is dropped. */
  close({ flush }: { flush: boolean }): void {
    if (this.isClosed) return;
    if (flush) for (let next = this.shift(); next !== undefined; next = this.shift()) this.write(next);
    this.isClosed = true;
    this.draining.unsubscribe();
    this.options.pause.close();
    for (const waiting of [this.control, this.bulk, this.held]) {
      for (const outgoing of waiting ?? []) this.drop(outgoing);
      waiting?.clear();
    }
  }

  private get lineSize(): number {
    return (this.control?.size ?? 0) + (this.bulk?.size ?? 0);
  }

  private enqueue(outgoing: Outgoing): void {
    if (outgoing.isControl) (this.control ??= new RemovableQueue()).add(outgoing);
    else (this.bulk ??= new RemovableQueue()).add(outgoing);
  }

  private flush(): void {
    while (!this.isFull && !this.isClosed) {
      const next = this.shift();
      if (next === undefined) return;
      this.write(next);
    }
  }

  private write(outgoing: Outgoing): void {
    const hasRoom = this.duplex.write(outgoing.bytes, this.doneOf(outgoing));
    if (!hasRoom && !this.isFull) this.waitForDrain();
    outgoing.handedOver();
  }

  private doneOf(outgoing: Outgoing): (written: boolean) => void {
    // A message that nobody awaits need not be kept until it has gone.
    if (!outgoing.isAwaited) return this.countedOff(outgoing.bytes.length);
    return (written) => {
      this.countOff(outgoing.bytes.length);
      outgoing.settle(written);
    };
  }

  private countedOff(bytes: number): () => void {
    return () => this.countOff(bytes);
  }

  private countOff(bytes: number): void {
    this.unwrittenBytes -= bytes;
    this.unwrittenMessages -= 1;
    this.options.pause.removed(this.chargedBytes);
  }

  private get chargedBytes(): number {
    return this.unwrittenBytes + this.unwrittenMessages * QUEUED_MESSAGE_BYTES;
  }

  private waitForDrain(): void {
    this.isFull = true;
    this.draining = this.duplex.drain$.subscribe(() => this.turns.afterMessage(() => this.drained()));
  }

  /** The transport can take more. */
  private drained(): void {
    this.draining.unsubscribe();
    this.isFull = false;
    this.flush();
  }

  private shift(): Outgoing | undefined {
    return this.control?.shift() ?? this.bulk?.shift();
  }
}
