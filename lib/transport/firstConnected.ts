import { Observable, Subscription, type SchedulerLike } from 'rxjs';

/** How long an attempt runs alone before the next one begins beside it (RFC 8305, section 5: Connection Attempt Delay). */
export const ATTEMPT_DELAY_MS = 250;

/**
 * The first of several attempts that succeeds: "happy eyeballs" (RFC 8305).
 *
 *     a       ----------------x
 *     b           -------x          begins ATTEMPT_DELAY_MS after a
 *     result  -----------x|         a is unsubscribed
 *
 * The next attempt begins after ATTEMPT_DELAY_MS, or at once when an attempt fails; earlier attempts go on beside it, so a slow route
 * has all the time that the caller gives. Errors when each has failed: with the
 * reason of a single attempt, else with an AggregateError of all reasons in the order of the attempts.
 * Unsubscribing ends those that are under way.
 */
export function firstConnected<T>(attempts: readonly Observable<T>[], scheduler: SchedulerLike): Observable<T> {
  // No built-in operator starts its sources one after the other and keeps them all: race() starts them together, concat one at a time.
  return new Observable((subscriber) => {
    const reasons: unknown[] = [];
    let begun = 0;
    let failed = 0;
    let nextAttempt = Subscription.EMPTY;
    subscriber.add(() => nextAttempt.unsubscribe());

    function begin(): void {
      nextAttempt.unsubscribe();
      const i = begun;
      const attempt$ = attempts[i];
      if (attempt$ === undefined || subscriber.closed) return;
      begun += 1;
      nextAttempt = scheduler.schedule(begin, ATTEMPT_DELAY_MS);
      subscriber.add(
        attempt$.subscribe({
          next(value) {
            subscriber.next(value);
            subscriber.complete();
          },
          error: (reason: unknown) => fail(i, reason),
        }),
      );
    }

    function fail(i: number, reason: unknown): void {
      reasons[i] = reason;
      failed += 1;
      if (failed === attempts.length) subscriber.error(reasons.length === 1 ? reason : new AggregateError(reasons));
      else begin();
    }

    begin();
  });
}
