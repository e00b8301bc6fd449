import { asyncScheduler, type SchedulerAction } from 'rxjs';
import type { ClockScheduler } from '../base/clock.js';
import { WallClock } from '../base/wallClock.js';

/** Read once: it never changes, and its getter takes as long as reading the clock. */
const ORIGIN_MS = performance.timeOrigin;

const monotonicMs = (): number => ORIGIN_MS + performance.now();

// Not Date.now itself: fake timers replace it.
const wallClock = new WallClock(monotonicMs, () => Date.now());

/**
 * asyncScheduler with a monotonic clock in fractions of a millisecond (in whole milliseconds most round trips on loopback would be 0) and the
 * time of day. The only place that reads the system's clocks.
 *
 * `now()` stops while the machine is suspended and does not change if the system clock is set. After either event `wallMs()` is correct
 * again immediately, within MAX_WALL_CLOCK_ERROR_MS.
 */
export const preciseScheduler: ClockScheduler = {
  now: monotonicMs,
  wallMs: (atMs = monotonicMs()) => wallClock.at(atMs),
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs?: number, state?: T) =>
    asyncScheduler.schedule(work, delayMs, state),
};
