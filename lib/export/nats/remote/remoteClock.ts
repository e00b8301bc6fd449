import type { SchedulerLike, Subscription } from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../../../base/clock.js';

/**
 * The clock of a remote pool: while a record is processed it shows the time of the record, so everything derived from it carries that time. Timers
 * run by the clock of this process.
 */
export class RemoteClock implements ClockScheduler {
  /** The time of day of the record that is being processed. */
  private recordMs: number | undefined;
  /** The time of day minus `now()` of this process, when the current list arrived. */
  private differenceMs = 0;

  constructor(private readonly scheduler: SchedulerLike | ClockScheduler) {}

  schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return this.scheduler.schedule(...scheduled);
  }

  now(): number {
    return this.recordMs === undefined ? this.scheduler.now() : this.recordMs - this.differenceMs;
  }

  wallMs(atMs?: number): number {
    return atMs === undefined && this.recordMs !== undefined ? this.recordMs : wallClockMs(this.scheduler, atMs);
  }

  /** A list arrives. */
  beginList(): void {
    const nowMs = this.scheduler.now();
    this.differenceMs = wallClockMs(this.scheduler, nowMs) - nowMs;
  }

  /** A record with this time of day is processed. */
  setTime(recordMs: number): void {
    this.recordMs = recordMs;
  }

  /** The list is processed. */
  endList(): void {
    this.recordMs = undefined;
  }
}
