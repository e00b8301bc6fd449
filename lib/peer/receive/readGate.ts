import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../../base/duplex.js';
import { HEADER_BYTES } from '../../frame/header.js';
import { LocalProtocolError, type PeerError } from '../../base/errors.js';
import { CurrentStream } from '../streams/currentStream.js';
import { UNFINISHED_MESSAGE_BYTES } from '../send/messageCharges.js';

export interface ReadGateOptions {
  duplex: Duplex;
  scheduler: SchedulerLike;
  /** What consumers may have unfinished before reading stops; each message counts its frame and UNFINISHED_MESSAGE_BYTES. */
  budgetBytes: number;
  /** The network's largest payload: one such message may arrive after the budget is spent. */
  maxPayloadBytes: number;
  /** How long reading may be held back by consumers that finish nothing. */
  consumerTimeoutMs: number;
  owner: ReadGateOwner;
}

/** Is notified by a gate. */
export interface ReadGateOwner {
  /** Reading has stopped, or continues. */
  paused(isPaused: boolean): void;
  consumersStalled(error: PeerError): void;
}

/**
 * Decides whether the transport reads. Three things stop it:
 *
 * - Consumers that have more unfinished than `budgetBytes`; reading continues when a quarter of that is left. While a request is open the
 *   bound is twice the budget plus one maximum message, since the answer may follow what is unfinished; reading continues at the budget then.
 *   Consumers that finish nothing for `consumerTimeoutMs` while they hold reading back are reported as stalled.
 * - A send queue that is long (SendPause).
 * - A chunk that a synchronous transport delivers while another one is processed.
 */
export class ReadGate {
  private unfinishedMessages = 0;
  private unfinished = 0;
  private openRequests = 0;
  private isOverBudget = false;
  private isOverRequestBound = false;
  private isConsumerPaused = false;
  private isSendQueueLong = false;
  private isClosed = false;
  private isBusy = false;
  /** True after `duplex.pause()`. */
  private isHeld = false;
  private readonly pause = new CurrentStream(false);
  private lastFinishedMs = 0;
  private patience = Subscription.EMPTY;

  constructor(private readonly options: ReadGateOptions) {}

  /** Frames' bytes that consumers have not finished. */
  get unfinishedBytes(): number {
    return this.unfinished;
  }

  get isPaused(): boolean {
    return this.pause.value!;
  }

  get paused$(): Observable<boolean> {
    return this.pause.value$;
  }

  /** A consumer was given a message of this many bytes. */
  take(bytes: number): void {
    this.unfinished += bytes;
    this.unfinishedMessages += 1;
    this.settle();
  }

  /** Consumers have finished messages, or given them up. */
  release(bytes: number, messages = 1): void {
    this.unfinished -= bytes;
    this.unfinishedMessages -= messages;
    if (this.isConsumerPaused) this.lastFinishedMs = this.options.scheduler.now();
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

  /** The remote does not read what we send: its next questions must wait. */
  setSendQueueLong(isLong: boolean): void {
    this.isSendQueueLong = isLong;
    this.steer();
  }

  /** A chunk waits until the one before was processed (over a synchronous transport): the next one must not come yet. */
  setBusy(busy: boolean): void {
    if (busy === this.isBusy) return;
    this.isBusy = busy;
    this.steerTransport();
  }

  close(): void {
    this.isClosed = true;
    this.patience.unsubscribe();
    this.pause.complete();
  }

  private settle(): void {
    const { budgetBytes, maxPayloadBytes } = this.options;
    const charged = this.unfinished + this.unfinishedMessages * UNFINISHED_MESSAGE_BYTES;
    if (charged > budgetBytes) this.isOverBudget = true;
    else if (charged <= budgetBytes / 4) this.isOverBudget = false;
    const requestBound = 2 * budgetBytes + maxPayloadBytes + HEADER_BYTES;
    if (charged > requestBound) this.isOverRequestBound = true;
    else if (charged <= budgetBytes) this.isOverRequestBound = false;
    this.setConsumerPaused(this.isOverBudget && (this.openRequests === 0 || this.isOverRequestBound));
  }

  private setConsumerPaused(isPaused: boolean): void {
    if (isPaused === this.isConsumerPaused || this.isClosed) return;
    this.isConsumerPaused = isPaused;
    this.patience.unsubscribe();
    if (isPaused) {
      this.lastFinishedMs = this.options.scheduler.now();
      this.waitForProgress();
    }
    this.steer();
  }

  private waitForProgress(): void {
    const { consumerTimeoutMs, owner, scheduler } = this.options;
    this.patience = scheduler.schedule(
      () => {
        // Not a timer for each finished message: this one looks whether there was any.
        if (this.lastFinishedMs + consumerTimeoutMs > scheduler.now()) {
          this.waitForProgress();
          return;
        }
        const fact = `consumers hold reading back with ${this.unfinished} bytes in ${this.unfinishedMessages} messages`;
        owner.consumersStalled(
          new LocalProtocolError('CONSUMER_STALLED', `${fact}, and have finished none for ${consumerTimeoutMs} ms`),
        );
      },
      this.lastFinishedMs + consumerTimeoutMs - scheduler.now(),
    );
  }

  private steer(): void {
    const isPaused = this.isConsumerPaused || this.isSendQueueLong;
    if (isPaused === this.isPaused || this.isClosed) return;
    this.pause.next(isPaused);
    this.options.owner.paused(isPaused);
    this.steerTransport();
  }

  private steerTransport(): void {
    const isHeld = this.isPaused || this.isBusy;
    if (isHeld === this.isHeld || this.isClosed) return;
    this.isHeld = isHeld;
    if (isHeld) this.options.duplex.pause();
    else this.options.duplex.resume();
  }
}
