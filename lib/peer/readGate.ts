import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { HEADER_BYTES } from '../frame/header.js';
import { LocalProtocolError, type PeerError } from '../errors.js';
import { CurrentStream } from './currentStream.js';

export interface ReadGateOptions {
  duplex: Duplex;
  scheduler: SchedulerLike;
  budgetBytes: number;
  /** The largest message that may come behind what was weighed. */
  maxPayloadBytes: number;
  /** How long the reading may be held back. */
  consumerTimeoutMs: number;
  owner: ReadGateOwner;
}

/** Whom a gate tells. */
export interface ReadGateOwner {
  /** The reading is held back by consumers, or goes on. */
  paused(isPaused: boolean): void;
  consumersStalled(error: PeerError): void;
}

/**
 * Holds the reading back while consumers have more unfinished than the budget, and lets it go on at a quarter of it.
 *
 * While a request is open reading goes on, since its answer may be behind what is unfinished, up to twice the budget plus one maximum
 * message. Beyond that, or held back for longer than `consumerTimeoutMs`, the peer is told that its consumers have stalled.
 */
export class ReadGate {
  private unfinished = 0;
  private openRequests = 0;
  private isOver = false;
  private isClosed = false;
  private isBusy = false;
  /** What the transport was told last. */
  private isHeld = false;
  private readonly pause = new CurrentStream(false);
  private patience = Subscription.EMPTY;

  constructor(private readonly options: ReadGateOptions) {}

  /** What consumers have not finished. */
  get unfinishedBytes(): number {
    return this.unfinished;
  }

  get isPaused(): boolean {
    return this.pause.value!;
  }

  get paused$(): Observable<boolean> {
    return this.pause.value$;
  }

  /** A consumer has got this much to do. */
  take(bytes: number): void {
    this.unfinished += bytes;
    this.settle();
  }

  /** A consumer has finished this much, or given it up. */
  release(bytes: number): void {
    this.unfinished -= bytes;
    this.settle();
  }

  requestOpened(): void {
    this.openRequests += 1;
    this.settle();
  }

  requestClosed(): void {
    this.openRequests -= 1;
    this.settle();
  }

  /** A chunk waits its turn (over a synchronous transport): the next one must not come yet. */
  setBusy(busy: boolean): void {
    if (busy === this.isBusy) return;
    this.isBusy = busy;
    this.steer();
  }

  close(): void {
    this.isClosed = true;
    this.patience.unsubscribe();
    this.pause.complete();
  }

  private settle(): void {
    const { budgetBytes, maxPayloadBytes, owner } = this.options;
    if (this.unfinished > budgetBytes) this.isOver = true;
    else if (this.unfinished <= budgetBytes / 4) this.isOver = false;
    this.setPaused(this.isOver && this.openRequests === 0);
    if (this.openRequests > 0 && this.unfinished > 2 * budgetBytes + maxPayloadBytes + HEADER_BYTES) {
      owner.consumersStalled(
        new LocalProtocolError('CONSUMER_STALLED', `consumers hold ${this.unfinished} bytes while a request is open`),
      );
    }
  }

  private setPaused(paused: boolean): void {
    const { consumerTimeoutMs, owner, scheduler } = this.options;
    if (paused === this.isPaused || this.isClosed) return;
    this.patience.unsubscribe();
    if (paused) {
      this.patience = scheduler.schedule(() => {
        owner.consumersStalled(
          new LocalProtocolError('CONSUMER_STALLED', `consumers held the reading back for ${consumerTimeoutMs} ms`),
        );
      }, consumerTimeoutMs);
    }
    this.pause.next(paused);
    owner.paused(paused);
    this.steer();
  }

  private steer(): void {
    const isHeld = this.isPaused || this.isBusy;
    if (isHeld === this.isHeld || this.isClosed) return;
    this.isHeld = isHeld;
    if (isHeld) this.options.duplex.pause();
    else this.options.duplex.resume();
  }
}
