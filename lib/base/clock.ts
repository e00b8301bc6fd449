import type { SchedulerLike } from 'rxjs';

/**
 * An RxJS scheduler that also has the time of day.
 *
 * Durations (timeouts, backoffs, round trips, rates) are differences of `now()`. Every point in time that leaves the process
 * (`version.timestamp`, every field that ends with `AtMs`, recordings, address books) is a `wallMs()`. The distance between the two clocks
 * changes when the machine is suspended or its clock is set.
 */
export interface ClockScheduler extends SchedulerLike {
  /** Milliseconds on a monotonic clock, which never goes back and cannot be set. Its zero is arbitrary: only differences are meaningful. */
  now(): number;
  /**
   * The time of day that belongs to a value of `now()`, in milliseconds since 1970-01-01T00:00Z.
   *
   * @param atMs a value that `now()` has returned; default: now
   */
  wallMs(atMs?: number): number;
}

/**
 * The time of day of any scheduler, in milliseconds since 1970: `wallMs()` of a ClockScheduler, or `now()` of a scheduler that has only
 * one clock (TestScheduler, asyncScheduler).
 *
 * @param atMs a value that `scheduler.now()` has returned; default: now
 */
export function wallClockMs(scheduler: SchedulerLike | ClockScheduler, atMs?: number): number {
  const { wallMs } = scheduler as Partial<ClockScheduler>;
  return wallMs === undefined ? (atMs ?? scheduler.now()) : wallMs.call(scheduler, atMs);
}
