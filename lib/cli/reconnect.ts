import { defer, repeat, retry, timer, type Observable, type SchedulerLike } from 'rxjs';
import { preciseScheduler } from '../peer/preciseScheduler.js';

export interface ReconnectOptions {
  /** The wait before the first new attempt. Default 1000. */
  minDelayMs?: number | undefined;
  /** The longest wait: each wait is twice the one before it. A connection that lasted this long resets the wait. Default 60_000. */
  maxDelayMs?: number | undefined;
  /** Called before each wait, with its length. */
  onWait?: ((delayMs: number) => void) | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Connects again whenever the connection ends, for ever.
 *
 *     connect$       --a--|        completes, or errors
 *     reconnecting   --a--·--a--··--a--    · 1 s, then 2 s, 4 s, … up to 60 s
 *
 * Never completes and never errors. Unsubscribing ends the connection or the wait.
 */
export function reconnecting<T>(connect$: Observable<T>, options: ReconnectOptions = {}): Observable<T> {
  const { minDelayMs = 1000, maxDelayMs = 60_000, onWait, scheduler = preciseScheduler } = options;
  return defer(() => {
    let nextDelayMs = minDelayMs;
    let startedAtMs = 0;

    function wait(): Observable<unknown> {
      if (scheduler.now() - startedAtMs >= maxDelayMs) nextDelayMs = minDelayMs;
      const delayMs = nextDelayMs;
      nextDelayMs = Math.min(maxDelayMs, delayMs * 2);
      onWait?.(delayMs);
      return timer(delayMs, scheduler);
    }

    const attempt$ = defer(() => {
      startedAtMs = scheduler.now();
      return connect$;
    });
    return attempt$.pipe(retry({ delay: wait }), repeat({ delay: wait }));
  });
}
