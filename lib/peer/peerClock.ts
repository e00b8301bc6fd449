import type { SchedulerLike, Subscription } from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../base/clock.js';
import type { FreezableClock } from '../protocol/runtime/deliveryQueue.js';

/**
 * The scheduler of a peer. Its clocks are frozen while a chunk is processed, so everything derived from the chunk carries its timestamp,
 * even if the processing takes long. A recording stores only these timestamps, so its replay emits the same times.
 */
export class PeerClock implements ClockScheduler, FreezableClock {
  /** The time at which the clock is frozen. */
  private frozenMs: number | undefined;

  constructor(private readonly scheduler: SchedulerLike | ClockScheduler) {}

  schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return this.scheduler.schedule(...scheduled);
  }

  now(): number {
    return this.frozenMs ?? this.scheduler.now();
  }

  wallMs(atMs = this.now()): number {
    return wallClockMs(this.scheduler, atMs);
  }

  freeze(): void {
    this.frozenMs = this.read();
  }

  /** Reads the system's clock; a frozen clock then shows the time read. */
  advance(): number {
    const nowMs = this.read();
    if (this.frozenMs !== undefined) this.frozenMs = nowMs;
    return nowMs;
  }

  resume(): void {
    this.frozenMs = undefined;
  }

  private read(): number {
    const nowMs = this.scheduler.now();
    // Compares both clocks now, so that this time can be converted to a time of day after a suspend, too.
    wallClockMs(this.scheduler, nowMs);
    return nowMs;
  }
}
