import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from '../base/optionChecks.js';

/** Tells when nothing has happened for a while. One timer looks at the clock when the time may be up; what happens costs none. */
export class Patience {
  private lastMs = 0;
  private timer = Subscription.EMPTY;

  constructor(
    readonly timeoutMs: number,
    private readonly scheduler: SchedulerLike,
    private readonly onOver: () => void,
  ) {}

  /** It begins, or begins anew. */
  start(): void {
    this.renew();
    this.wait(this.timeoutMs);
  }

  /** Something has happened. */
  renew(): void {
    this.lastMs = this.scheduler.now();
  }

  /** It stands still. */
  stop(): void {
    this.timer.unsubscribe();
  }

  private wait(ms: number): void {
    this.timer.unsubscribe();
    // Beyond the timer's range it looks again before it is due.
    this.timer = this.scheduler.schedule(() => this.look(), Math.min(ms, MAX_DELAY_MS));
  }

  private look(): void {
    const leftMs = this.lastMs + this.timeoutMs - this.scheduler.now();
    if (leftMs > 0) this.wait(leftMs);
    else this.onOver();
  }
}
