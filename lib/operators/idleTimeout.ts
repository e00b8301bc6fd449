import { asyncScheduler, Observable, of, Subscription, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { PeerTimeoutError } from '../errors.js';
import { MAX_DELAY_MS } from '../optionChecks.js';

export interface IdleTimeoutOptions {
  /** Default 300_000 (lbcd, peer/peer.go idleTimeout). */
  timeoutMs?: number | undefined;
  /** While its last value is true the patience stands still; it starts anew when it becomes false. Default: never paused. */
  paused$?: Observable<boolean> | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Lets everything by, and errors when nothing has come for a while.
 *
 *     source                          --a--b----------c
 *     idleTimeout({ timeoutMs: 6 })   --a--b-----#
 *
 * Errors with PeerTimeoutError `IDLE_TIMEOUT`. lbcd: the idle timer of peer/peer.go inHandler.
 */
export function idleTimeout<T>({
  timeoutMs = 300_000,
  paused$ = of(false),
  scheduler = asyncScheduler,
}: IdleTimeoutOptions = {}): MonoTypeOperatorFunction<T> {
  return (source$) =>
    // Not timeout({ each }): it makes a timer for every message; here one looks at the clock when it is due.
    new Observable((subscriber) => {
      let lastMs = scheduler.now();
      let timer = Subscription.EMPTY;

      function wait(ms: number): void {
        timer.unsubscribe();
        timer = scheduler.schedule(
          () => {
            const leftMs = lastMs + timeoutMs - scheduler.now();
            if (leftMs > 0) wait(leftMs);
            else subscriber.error(new PeerTimeoutError('IDLE_TIMEOUT', `no message for ${timeoutMs} ms`, timeoutMs));
            // Beyond the timer's range it looks again before it is due.
          },
          Math.min(ms, MAX_DELAY_MS),
        );
      }

      subscriber.add(() => timer.unsubscribe());
      subscriber.add(
        paused$.subscribe((paused) => {
          timer.unsubscribe();
          if (paused) return;
          lastMs = scheduler.now();
          wait(timeoutMs);
        }),
      );
      subscriber.add(
        source$.subscribe({
          next(item) {
            lastMs = scheduler.now();
            subscriber.next(item);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
}
