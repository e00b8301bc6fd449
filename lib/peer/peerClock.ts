import type { SchedulerLike, Subscription } from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../base/clock.js';

/**
 * The scheduler of a peer. Its clocks are frozen while a chunk is processed, so everything that follows from the chunk carries the
 * chunk's time, however long the processing takes. A recording knows no other times, so its replay emits the same figures.
 */
export class PeerClock implements ClockScheduler {
  private momentMs: number | undefined;

  constructor(private readonly scheduler: SchedulerLike | ClockScheduler) {}

  schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return this.scheduler.schedule(...scheduled);
  }

  now(): number {
    return this.momentMs ?? this.scheduler.now();
  }

  wallMs(atMs = this.now()): number {
    return wallClockMs(this.scheduler, atMs);
  }

  /** A delivery begins. */
  stop(): void {
    this.momentMs = this.read();
  }

  /** Bytes pass. */
  step(): number {
    const nowMs = this.read();
    if (this.momentMs !== undefined) this.momentMs = nowMs;
    return nowMs;
  }

  /** The delivery is over. */
  goOn(): void {
    this.momentMs = undefined;
  }

  private read(): number {
    const nowMs = this.scheduler.now();
    // Compares the clocks at each moment that is kept, so that it can be converted after a suspend, too.
    wallClockMs(this.scheduler, nowMs);
    return nowMs;
  }
}
