import { asyncScheduler, Observable, Subscription, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';

export interface BatchOptions {
  /** How long the first item of a batch waits at most, in milliseconds. Default: no limit. */
  maxSpanMs?: number | undefined;
  /** A batch of this many items goes at once. Default: no limit. */
  maxItems?: number | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Gathers items into arrays, each with at least one.
 *
 *     source                   --ab-----c---|
 *     batch({ maxSpanMs: 4 })  ------x----y-|      x = [a, b], y = [c]
 *
 * Remembers the items of one batch, at most `maxItems`. Completes after the last batch; an error drops what was gathered.
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
    // Not bufferTime: it emits empty arrays, and its timer runs while there is nothing to wait for.
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
