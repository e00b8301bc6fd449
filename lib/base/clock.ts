import type { SchedulerLike } from 'rxjs';

/**
 * An RxJS scheduler that also knows the time of day.
 *
 * Durations (timeouts, backoffs, round trips, rates) are differences of `now()`; everything that leaves the process as a moment
 * (`version.timestamp`, every field that ends with `AtMs`, recordings, address books) is a `wallMs()`. The two differ after the machine
 * was suspended or its clock was set.
 */
export interface ClockScheduler extends SchedulerLike {
  /** Milliseconds on a clock that never goes back and that nobody sets. Its zero has no meaning: only differences do. */
  now(): number;
  /**
   * Milliseconds since 1970-01-01T00:00Z, as the wall clock showed them at a moment of this scheduler.
   *
   * @param atMs the moment, a value that `now()` has returned; default: now
   */
  wallMs(atMs?: number): number;
}

/**
 * The time of day of any scheduler, in milliseconds since 1970: `wallMs` of a ClockScheduler, and `now()` of a scheduler that has no
 * other clock (a TestScheduler, say, or asyncScheduler).
 *
 * @param atMs a value that `scheduler.now()` has returned; default: now
 */
export function wallClockMs(scheduler: SchedulerLike | ClockScheduler, atMs?: number): number {
  const { wallMs } = scheduler as Partial<ClockScheduler>;
  return wallMs === undefined ? (atMs ?? scheduler.now()) : wallMs.call(scheduler, atMs);
}
