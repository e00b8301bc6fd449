import { MAX_DELAY_MS } from './optionChecks.js';

/** A clock with timers. An RxJS scheduler is one. */
export interface TimerSource {
  now(): number;
  schedule(work: () => void, delayMs: number): { unsubscribe(): void };
}

/**
 * Calls `onTimeout` when `renew` has not been called for `timeoutMs`. One timer runs at a time. When it fires, it compares the clock and is
 * scheduled again for the rest of the time, so `renew` only stores the time.
 */
export class IdleTimer {
  private lastMs = 0;
  private timer: { unsubscribe(): void } | undefined;

  constructor(
    private readonly timeoutMs: number,
    private readonly source: TimerSource,
    private readonly onTimeout: () => void,
  ) {}

  /** Starts, or starts again from 0. */
  start(): void {
    this.renew();
    this.wait(this.timeoutMs);
  }

  /** Resets the idle time to 0. */
  renew(): void {
    this.lastMs = this.source.now();
  }

  /** Stops until the next `start`. */
  stop(): void {
    this.timer?.unsubscribe();
  }

  private wait(delayMs: number): void {
    this.stop();
    // A longer delay exceeds the range of setTimeout: the timer fires earlier and is scheduled again.
    this.timer = this.source.schedule(() => this.check(), Math.min(delayMs, MAX_DELAY_MS));
  }

  private check(): void {
    const leftMs = this.lastMs + this.timeoutMs - this.source.now();
    if (leftMs > 0) this.wait(leftMs);
    else this.onTimeout();
  }
}
