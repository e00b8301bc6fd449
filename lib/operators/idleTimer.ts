import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from '../base/optionChecks.js';

/**
 * Calls `onTimeout` when `renew` has not been called for `timeoutMs`. It runs one scheduler timer, which compares the clock when it fires and
 * is scheduled again for the rest of the time; `renew` only stores the time.
 */
export class IdleTimer {
  private lastMs = 0;
  private timer = Subscription.EMPTY;

  constructor(
    readonly timeoutMs: number,
    private readonly scheduler: SchedulerLike,
    private readonly onTimeout: () => void,
  ) {}

  /** Starts, or starts again from 0. */
  start(): void {
    this.renew();
    this.wait(this.timeoutMs);
  }

  /** Resets the idle time to 0. */
  renew(): void {
    this.lastMs = this.scheduler.now();
  }

  /** Stops until the next `start`. */
  stop(): void {
    this.timer.unsubscribe();
  }

  private wait(ms: number): void {
    this.timer.unsubscribe();
    // A longer delay exceeds the range of setTimeout: the timer fires earlier and is scheduled again.
    this.timer = this.scheduler.schedule(() => this.check(), Math.min(ms, MAX_DELAY_MS));
  }

  private check(): void {
    const leftMs = this.lastMs + this.timeoutMs - this.scheduler.now();
    if (leftMs > 0) this.wait(leftMs);
    else this.onTimeout();
  }
}
