import { asyncScheduler, type SchedulerAction, type SchedulerLike } from 'rxjs';

/**
 * asyncScheduler with a monotonic clock in fractions of a millisecond: by whole ones every round trip on loopback would be 0.
 * The one place that reads the clock.
 */
export const preciseScheduler: SchedulerLike = {
  now: () => ORIGIN_MS + performance.now(),
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs?: number, state?: T) =>
    asyncScheduler.schedule(work, delayMs, state),
};

/** Read once: it never changes, and is a getter that costs as much as the clock. */
const ORIGIN_MS = performance.timeOrigin;
