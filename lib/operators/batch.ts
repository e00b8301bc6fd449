import { asyncScheduler, Observable, Subscription, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';

/** Options of `batch`. */
export interface BatchOptions {
  /** Maximum time in milliseconds that the first item of a batch waits. 0 to 2^31 - 1. Default: no limit. */
  maxSpanMs?: number | undefined;
  /** A batch with this number of items is emitted at once. Default: no limit. */
  maxItems?: number | undefined;
  /** Scheduler of the timer. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Collects items into arrays. An array is never empty.
 *
 *     source                   --ab-----c---|
 *     batch({ maxSpanMs: 4 })  ------x----y-|      x = [a, b], y = [c]
 *
 * Stores the items of one batch, at most `maxItems`. Completes after the last batch; an error drops the items that wait.
 * Errors with LocalProtocolError `INVALID_OPTION` at the call.
 */
export function batch<T>({
  maxSpanMs = Infinity,
  maxItems = Infinity,
  scheduler = asyncScheduler,
}: BatchOptions): OperatorFunction<T, T[]> {
  if (maxItems !== Infinity) requireInteger('maxItems', maxItems, 1, Number.MAX_SAFE_INTEGER);
  if (maxSpanMs !== Infinity) requireInteger('maxSpanMs', maxSpanMs, 0, MAX_DELAY_MS);
  return (source$) =>
    // Not bufferTime: it emits empty arrays, and its timer runs while no item waits.
    new Observable((subscriber) => {
      let items: T[] = [];
      let timer = Subscription.EMPTY;

      function emit(): void {
        timer.unsubscribe();
        const batch = items;
        items = [];
        subscriber.next(batch);
      }

      subscriber.add(() => timer.unsubscribe());
      return source$.subscribe({
        next(item) {
          items.push(item);
          if (items.length >= maxItems) emit();
          else if (items.length === 1 && maxSpanMs !== Infinity) timer = scheduler.schedule(emit, maxSpanMs);
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          if (items.length > 0) emit();
          subscriber.complete();
        },
      });
    });
}
