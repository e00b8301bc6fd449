import { asyncScheduler, throttleTime, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';

/** Options of `sampleLatest`. */
export interface SampleLatestOptions {
  /** Minimum time between two emissions in milliseconds, 1 to 2^31 - 1. Default 250. */
  intervalMs?: number | undefined;
  /** Scheduler of the interval. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Emits an item at once, and then at most one item per interval, the newest. For views that may skip items, but not the last one.
 *
 *     source                          --abc-----d--------ef|
 *     sampleLatest({ intervalMs: 5 }) --a----c----d------e----(f|)
 *
 * Stores one item, and runs a timer only during an interval. If an item waits when the source completes, it is emitted at the end of the
 * interval; an error drops it. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function sampleLatest<T>({
  intervalMs = 250,
  scheduler = asyncScheduler,
}: SampleLatestOptions = {}): MonoTypeOperatorFunction<T> {
  requireInteger('intervalMs', intervalMs, 1, MAX_DELAY_MS);
  return throttleTime(intervalMs, scheduler, { leading: true, trailing: true });
}
