import {
  asyncScheduler,
  defer,
  map,
  merge,
  Subject,
  takeUntil,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';

/** Options of `deadline`. */
export interface DeadlineOptions {
  /** Maximum time in milliseconds from the subscription to the completion of the source. */
  timeoutMs: number;
  /** Creates the error. Called once, when the time is over. */
  error: () => Error;
  /** Scheduler of the timer. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Passes all items on. Errors if the source has not completed within `timeoutMs`.
 *
 *     source                                   --a--b----------c
 *     deadline({ timeoutMs: 6, error: … })     --a--b#
 */
export function deadline<T>({
  timeoutMs,
  error,
  scheduler = asyncScheduler,
}: DeadlineOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      const done$ = new Subject<void>();
      const late$ = timer(timeoutMs, scheduler).pipe(
        map((): T => {
          throw error();
        }),
        takeUntil(done$),
      );
      return merge(late$, source$.pipe(tap({ complete: () => done$.next() })));
    });
}
