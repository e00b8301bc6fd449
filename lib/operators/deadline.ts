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

export interface DeadlineOptions {
  timeoutMs: number;
  /** Makes the error. */
  error: () => Error;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Lets everything by, and errors unless the source has completed in time.
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
