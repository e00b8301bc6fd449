import { Subscription } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { Line } from './line.js';
import type { Turns } from './turns.js';

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

/**
 * What waits for the transport: control ahead of bulk, each in order, in as many bytes as the budget allows (a single message is always
 * taken). Bytes count until the operating system has them.
 */
export class SendQueue {
  // Made when something has to wait: a peer that is read by its remote never has any.
  private held: Set<Outgoing> | undefined;
  private control: Line<Outgoing> | undefined;
  private bulk: Line<Outgoing> | undefined;
  private draining = Subscription.EMPTY;
  private unwrittenBytes = 0;
  private isHolding = true;
  private isFull = false;
  private isClosed = false;

  constructor(
    private readonly duplex: Duplex,
    private readonly turns: Turns,
    private readonly budgetBytes: number,
  ) {}

  /** What the operating system does not have yet. */
  get queuedBytes(): number {
    return this.unwrittenBytes;
  }

  get queuedMessages(): number {
    return (this.held?.size ?? 0) + this.lineSize;
  }

  /**
   * Takes a message, or says by false that the budget is spent.
   *
   * @param atOnce for the handshake's own: does not wait for `release`
   */
  push(outgoing: Outgoing, atOnce = false): boolean {
    const size = outgoing.bytes.length;
    const isOver = this.unwrittenBytes > 0 && this.unwrittenBytes + size > this.budgetBytes;
    if (this.isClosed || isOver) {
      outgoing.settle(false);
      return this.isClosed;
    }
    this.unwrittenBytes += size;
    if (this.isHolding && !atOnce) {
      this.held ??= new Set();
      this.held.add(outgoing);
    } else if (this.isFull || this.lineSize > 0) {
      this.enqueue(outgoing);
      this.flush();
    } else {
      this.write(outgoing);
    }
    return true;
  }

  /** Takes back a message that has not gone yet. */
  remove(outgoing: Outgoing): void {
    const { held, control, bulk } = this;
    if (held?.delete(outgoing) || control?.delete(outgoing) || bulk?.delete(outgoing)) this.drop(outgoing);
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
    this.flush();
  }

  /** Ends it. What may go goes to the transport all the same, where it is to be flushed; the rest is dropped. */
  close({ flush }: { flush: boolean }): void {
    if (this.isClosed) return;
    if (flush) for (let next = this.shift(); next !== undefined; next = this.shift()) this.write(next);
    this.isClosed = true;
    this.draining.unsubscribe();
    for (const waiting of [this.control, this.bulk, this.held]) {
      for (const outgoing of waiting ?? []) this.drop(outgoing);
      waiting?.clear();
    }
  }

  private get lineSize(): number {
    return (this.control?.size ?? 0) + (this.bulk?.size ?? 0);
  }

  private enqueue(outgoing: Outgoing): void {
    if (outgoing.isControl) (this.control ??= new Line()).add(outgoing);
    else (this.bulk ??= new Line()).add(outgoing);
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
    // What nobody awaits need not be kept until it has gone.
    if (!outgoing.isAwaited) return this.countedOff(outgoing.bytes.length);
    return (written) => {
      this.unwrittenBytes -= outgoing.bytes.length;
      outgoing.settle(written);
    };
  }

  private countedOff(bytes: number): () => void {
    return () => void (this.unwrittenBytes -= bytes);
  }

  private waitForDrain(): void {
    this.isFull = true;
    this.draining = this.duplex.drain$.subscribe(() => this.turns.soon(() => this.drained()));
  }

  /** The transport can take more. */
  private drained(): void {
    this.draining.unsubscribe();
    this.isFull = false;
    this.flush();
  }

  private drop(outgoing: Outgoing): void {
    this.unwrittenBytes -= outgoing.bytes.length;
    outgoing.settle(false);
  }

  private shift(): Outgoing | undefined {
    return this.control?.shift() ?? this.bulk?.shift();
  }
}
