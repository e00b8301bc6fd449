import { preciseScheduler, type ClockScheduler } from '../../../lib/index.js';

/** The real clock, with a time of day that is wrong by `shiftMs` and that can be set. */
export function shiftedClock(shiftMs: number): ClockScheduler & { set(shiftMs: number): void } {
  let current = shiftMs;
  return {
    ...preciseScheduler,
    wallMs: (atMs) => preciseScheduler.wallMs(atMs) + current,
    set: (next) => void (current = next),
  };
}
