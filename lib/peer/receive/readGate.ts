import type { SchedulerLike } from 'rxjs';
import { IdleTimer } from '../../base/idleTimer.js';
import type { Duplex } from '../../base/duplex.js';
import { HEADER_BYTES } from '../../frame/header.js';
import { LocalProtocolError, type PeerError } from '../../base/errors.js';
import { UNFINISHED_MESSAGE_BYTES } from '../send/messageCharges.js';

/** Options of ReadGate. */
export interface ReadGateOptions {
  duplex: Duplex;
  scheduler: SchedulerLike;
  /** The most unfinished bytes of consumers; above it reading stops. Each message counts its frame and UNFINISHED_MESSAGE_BYTES. */
  budgetBytes: number;
  /** The largest payload of the network: one such message may arrive when the budget is already used up. */
  maxPayloadBytes: number;
  /** The longest time, in milliseconds, for which consumers may keep reading stopped without finishing a message. */
  consumerTimeoutMs: number;
  owner: ReadGateOwner;
}

/** Is notified of what a ReadGate decides. */
export interface ReadGateOwner {
  /** Reading has stopped, or continues. */
  onReadingPaused(isPaused: boolean): void;
  /** Consumers finished nothing for `consumerTimeoutMs`. */
  onConsumersStalled(error: PeerError): void;
}

/**
 * Decides whether the transport reads. Three things stop it:
 *
 * - The unfinished messages of consumers exceed `budgetBytes`. Reading continues when only a quarter of the budget is unfinished. While a
 * request is open,
 *   the limit is twice the budget plus one message of maximum size, because the answer may arrive after unfinished messages; reading then
 *   continues at the budget. If consumers keep reading stopped and finish nothing for `consumerTimeoutMs`, they are reported as stalled.
 * - The send queue is long (SendPause).
 * - A synchronous transport delivers a chunk while another one is processed.
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
  private isTransportPaused = false;
  private isReadingPaused = false;
  // Created when consumers first stop reading, which never happens in most peers.
  private stallTimer: IdleTimer | undefined;

  constructor(private readonly options: ReadGateOptions) {}

  /** The bytes of frames that consumers have not finished. */
  get unfinishedBytes(): number {
    return this.unfinished;
  }

  get isPaused(): boolean {
    return this.isReadingPaused;
  }

  /** A consumer was given a message of this many bytes. */
  take(bytes: number): void {
    this.unfinished += bytes;
    this.unfinishedMessages += 1;
    this.updateBudget();
  }

  /** Consumers have finished messages, or unsubscribed. */
  release(bytes: number, messages = 1): void {
    this.unfinished -= bytes;
    this.unfinishedMessages -= messages;
    if (this.isConsumerPaused) this.stallTimer?.renew();
    this.updateBudget();
  }

  requestOpened(): void {
    this.openRequests += 1;
    this.updateBudget();
  }

  requestClosed(): void {
    this.openRequests -= 1;
    this.updateBudget();
  }

  /** True: the remote does not read our messages, so we stop reading. */
  setSendQueueLong(isLong: boolean): void {
    this.isSendQueueLong = isLong;
    this.updatePaused();
  }

  /**
   * True: a chunk waits until the previous chunk is processed (over a synchronous transport), so the transport must not deliver another
   * one.
   */
  setBusy(busy: boolean): void {
    if (busy === this.isBusy) return;
    this.isBusy = busy;
    this.updateTransport();
  }

  close(): void {
    this.isClosed = true;
    this.stallTimer?.stop();
  }

  private updateBudget(): void {
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
    if (isPaused) (this.stallTimer ??= this.createStallTimer()).start();
    else this.stallTimer?.stop();
    this.updatePaused();
  }

  private createStallTimer(): IdleTimer {
    const { consumerTimeoutMs, owner, scheduler } = this.options;
    return new IdleTimer(consumerTimeoutMs, scheduler, () => {
      const fact = `consumers have ${this.unfinishedMessages} unfinished messages of ${this.unfinished} bytes`;
      owner.onConsumersStalled(
        new LocalProtocolError('CONSUMER_STALLED', `${fact} and have finished none for ${consumerTimeoutMs} ms`),
      );
    });
  }

  private updatePaused(): void {
    const isPaused = this.isConsumerPaused || this.isSendQueueLong;
    if (isPaused === this.isPaused || this.isClosed) return;
    this.isReadingPaused = isPaused;
    this.options.owner.onReadingPaused(isPaused);
    this.updateTransport();
  }

  private updateTransport(): void {
    const isTransportPaused = this.isPaused || this.isBusy;
    if (isTransportPaused === this.isTransportPaused || this.isClosed) return;
    this.isTransportPaused = isTransportPaused;
    if (isTransportPaused) this.options.duplex.pause();
    else this.options.duplex.resume();
  }
}
