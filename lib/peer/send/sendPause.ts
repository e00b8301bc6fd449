import { Subscription, type SchedulerLike } from 'rxjs';
import type { ReadGate } from '../receive/readGate.js';

/** Reading stops while the send queue holds more than this share of `sendBudgetBytes` … */
const PAUSE_SHARE = 1 / 4;

/** … and continues when no more than this share is left. */
const RESUME_SHARE = 1 / 8;

/** How long reading may stay stopped while the remote takes nothing at all of what is queued. */
export const MAX_PAUSE_WITHOUT_PROGRESS_MS = 10_000;

/** In `RELIEVED` reading continues although the queue is long. */
type State = 'READING' | 'PAUSED' | 'RELIEVED';

export interface SendPauseOptions {
  /** `sendBudgetBytes` of the peer. */
  budgetBytes: number;
  scheduler: SchedulerLike;
  gate: Pick<ReadGate, 'setSendQueueLong'>;
}

/**
 * Stops reading from a remote that does not read: what it sends would cause answers that only make the send queue longer. Bitcoin Core has the
 * same rule (net.h, fPauseSend).
 *
 *     READING ──  more than a quarter of the budget is queued  ─▶ PAUSED
 *     PAUSED ───  an eighth is left  ─▶ READING
 *     PAUSED ───  nothing was taken for MAX_PAUSE_WITHOUT_PROGRESS_MS  ─▶ RELIEVED
 *     RELIEVED ─  an eighth is left  ─▶ READING
 *
 * Two peers that both stop reading would wait for each other forever: RELIEVED ends that. One that floods us and never reads is closed then,
 * when the queue reaches the budget (`SEND_QUEUE_FULL`).
 */
export class SendPause {
  private state: State = 'READING';
  private lastTakenMs = 0;
  private relief = Subscription.EMPTY;
  private readonly pauseBytes: number;
  private readonly resumeBytes: number;

  constructor(private readonly options: SendPauseOptions) {
    this.pauseBytes = options.budgetBytes * PAUSE_SHARE;
    this.resumeBytes = options.budgetBytes * RESUME_SHARE;
  }

  /** A message was queued. @param chargedBytes what the queue holds now */
  added(chargedBytes: number): void {
    if (this.state !== 'READING' || chargedBytes <= this.pauseBytes) return;
    this.state = 'PAUSED';
    this.lastTakenMs = this.options.scheduler.now();
    this.waitForProgress();
    this.options.gate.setSendQueueLong(true);
  }

  /** A message has left the queue. @param chargedBytes what the queue holds now */
  removed(chargedBytes: number): void {
    if (this.state === 'READING') return;
    if (chargedBytes > this.resumeBytes) {
      this.lastTakenMs = this.options.scheduler.now();
      return;
    }
    this.relief.unsubscribe();
    this.state = 'READING';
    this.options.gate.setSendQueueLong(false);
  }

  close(): void {
    this.relief.unsubscribe();
  }

  private waitForProgress(): void {
    const { gate, scheduler } = this.options;
    const dueMs = this.lastTakenMs + MAX_PAUSE_WITHOUT_PROGRESS_MS;
    this.relief = scheduler.schedule(() => {
      // Not a timer for each message taken: this one looks whether any was.
      if (this.lastTakenMs + MAX_PAUSE_WITHOUT_PROGRESS_MS > scheduler.now()) {
        this.waitForProgress();
        return;
      }
      this.state = 'RELIEVED';
      gate.setSendQueueLong(false);
    }, dueMs - scheduler.now());
  }
}
