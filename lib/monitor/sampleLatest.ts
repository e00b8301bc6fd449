import { asyncScheduler, throttleTime, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';

export interface SampleLatestOptions {
  /** How long it takes after one item until the next is let by. Default 250. */
  intervalMs?: number | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Lets an item by at once, and then at most one an interval, the newest: for views that need not see every step, but the last one.
 *
 *     source                          --abc-----d--------ef|
 *     sampleLatest({ intervalMs: 5 }) --a----c----d------e----(f|)
 *
 * Remembers one item, and keeps a timer only while an interval runs. Completes at the end of the interval where an item waits; an error
 * drops it. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function sampleLatest<T>({
  intervalMs = 250,
  scheduler = asyncScheduler,
}: SampleLatestOptions = {}): MonoTypeOperatorFunction<T> {
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  return throttleTime(intervalMs, scheduler, { leading: true, trailing: true });
}
