import { Observable, Subscription, type SchedulerLike } from 'rxjs';

/** The time after which the next attempt starts while the earlier ones continue (RFC 8305, section 5: Connection Attempt Delay). */
export const ATTEMPT_DELAY_MS = 250;

/**
 * Emits the value of the first connection attempt that succeeds: "happy eyeballs" (RFC 8305).
 *
 *     a       ----------------x
 *     b           -------x          starts ATTEMPT_DELAY_MS after a
 *     result  -----------x|         a is unsubscribed
 *
 * The next attempt starts after ATTEMPT_DELAY_MS, or at once when an attempt fails. Earlier attempts continue, so a slow route has the full
 * timeout of the caller. Errors when all attempts have failed: with the error of the attempt if there is only one, else with an
 * AggregateError of all errors in the order of the attempts. Unsubscribing cancels the attempts in progress. Without attempts it never emits.
 */
export function firstConnected<T>(attempts: readonly Observable<T>[], scheduler: SchedulerLike): Observable<T> {
  // Not race(), which starts all sources together, nor concat(), which runs one at a time: no operator starts them one after the other and keeps them.
  return new Observable((subscriber) => {
    const errors: unknown[] = [];
    let started = 0;
    let failed = 0;
    let nextAttempt = Subscription.EMPTY;
    subscriber.add(() => nextAttempt.unsubscribe());

    function start(): void {
      nextAttempt.unsubscribe();
      const i = started;
      const attempt$ = attempts[i];
      if (attempt$ === undefined || subscriber.closed) return;
      started += 1;
      nextAttempt = scheduler.schedule(start, ATTEMPT_DELAY_MS);
      subscriber.add(
        attempt$.subscribe({
          next(value) {
            subscriber.next(value);
            subscriber.complete();
          },
          error: (error: unknown) => fail(i, error),
        }),
      );
    }

    function fail(i: number, error: unknown): void {
      errors[i] = error;
      failed += 1;
      if (failed === attempts.length) subscriber.error(errors.length === 1 ? error : new AggregateError(errors));
      else start();
    }

    start();
  });
}
