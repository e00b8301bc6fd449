import { asyncScheduler, type SchedulerAction, type SchedulerLike } from 'rxjs';

/**
 * asyncScheduler with a monotonic clock in fractions of a millisecond: by whole ones every round trip on loopback would be 0.
 * The one place that reads the clock.
 */
export const preciseScheduler: SchedulerLike = {
  now: () => performance.timeOrigin + performance.now(),
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs?: number, state?: T) =>
    asyncScheduler.schedule(work, delayMs, state),
};
