import { Subscription, type SchedulerLike } from 'rxjs';
import type { ReadGate } from '../receive/readGate.js';

/** Reading stops if the send queue exceeds this share of `sendBudgetBytes` … */
const PAUSE_SHARE = 1 / 4;

/** … and continues when at most this share is queued. */
const RESUME_SHARE = 1 / 8;

/** The longest time reading stays stopped while the remote accepts nothing of the send queue. */
export const MAX_PAUSE_WITHOUT_PROGRESS_MS = 10_000;

/** See SendPause. In `RELIEVED` reading continues although the queue is long. */
type State = 'READING' | 'PAUSED' | 'RELIEVED';

export interface SendPauseOptions {
  /** The maximum number of bytes that may be queued. */
  sendBudgetBytes: number;
  scheduler: SchedulerLike;
  /** Stops reading while the send queue is long. */
  gate: Pick<ReadGate, 'setSendQueueLong'>;
}

/**
 * Stops reading while the remote does not read our messages: its further messages would cause answers that only make the send queue longer.
 * Source: Bitcoin Core, net.h fPauseSend.
 *
 *     READING ──  more than a quarter of the budget is queued  ─▶ PAUSED
 *     PAUSED ───  an eighth is left  ─▶ READING
 *     PAUSED ───  no message left the queue for MAX_PAUSE_WITHOUT_PROGRESS_MS  ─▶ RELIEVED
 *     RELIEVED ─  an eighth is left  ─▶ READING
 *
 * Two peers that both stop reading would wait for each other forever: RELIEVED ends that. A remote that
 * floods us and never reads is closed when the queue reaches the budget (`SEND_QUEUE_FULL`).
 */
export class SendPause {
  private state: State = 'READING';
  private lastProgressMs = 0;
  private reliefTimer = Subscription.EMPTY;

  constructor(private readonly options: SendPauseOptions) {}

  /** A message was queued. @param chargedBytes the bytes charged to the queue afterwards */
  added(chargedBytes: number): void {
    if (this.state !== 'READING' || chargedBytes <= this.options.sendBudgetBytes * PAUSE_SHARE) return;
    this.state = 'PAUSED';
    this.lastProgressMs = this.options.scheduler.now();
    this.waitForProgress();
    this.options.gate.setSendQueueLong(true);
  }

  /** A message has left the queue. @param chargedBytes the bytes charged to the queue afterwards */
  removed(chargedBytes: number): void {
    if (this.state === 'READING') return;
    if (chargedBytes > this.options.sendBudgetBytes * RESUME_SHARE) {
      this.lastProgressMs = this.options.scheduler.now();
      return;
    }
    this.reliefTimer.unsubscribe();
    this.state = 'READING';
    this.options.gate.setSendQueueLong(false);
  }

  close(): void {
    this.reliefTimer.unsubscribe();
  }

  private waitForProgress(): void {
    const { gate, scheduler } = this.options;
    const dueMs = this.lastProgressMs + MAX_PAUSE_WITHOUT_PROGRESS_MS;
    this.reliefTimer = scheduler.schedule(() => {
      // One timer for all messages: it checks whether one has left the queue meanwhile.
      if (this.lastProgressMs + MAX_PAUSE_WITHOUT_PROGRESS_MS > scheduler.now()) {
        this.waitForProgress();
        return;
      }
      this.state = 'RELIEVED';
      gate.setSendQueueLong(false);
    }, dueMs - scheduler.now());
  }
}
