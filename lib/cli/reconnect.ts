import {
  defer,
  EMPTY,
  finalize,
  NEVER,
  repeat,
  takeUntil,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { preciseScheduler } from '../peer/preciseScheduler.js';

export interface ReconnectOptions {
  /** Stops waiting and reconnecting. It does not unsubscribe from the source: the source has to complete on it, too. Default: never emits. */
  stop$?: Observable<unknown> | undefined;
  /** Called before each wait. */
  onWait?: ((delayMs: number) => void) | undefined;
  /** The first delay; it doubles after each connection that was shorter than `maxDelayMs`. Default 1000. */
  minDelayMs?: number | undefined;
  /** The longest delay. A connection that lasts at least this long resets the delay to `minDelayMs`. Default 60_000. */
  maxDelayMs?: number | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Subscribes to a connection again when it has completed, after a delay that doubles from 1 s to 60 s.
 *
 *     source     --a-(b|)
 *     reconnect  --a-b-- 1s --a-b-- 2s --a-b …
 *
 * A connection that lasts 60 s resets the delay to 1 s. After `stop$` completes as soon as the source completes, or at once during a
 * delay. Passes an error of the source on; the connections of this program never error, their last event is the reason.
 */
export function reconnect<E>({
  maxDelayMs = 60_000,
  minDelayMs = 1000,
  onWait,
  scheduler = preciseScheduler,
  stop$ = NEVER,
}: ReconnectOptions = {}): MonoTypeOperatorFunction<E> {
  return (event$) =>
    defer(() => {
      let isStopped = false;
      let startedAtMs = 0;
      let delayMs = minDelayMs;
      // Subscribed before the source: isStopped has to be set when the source completes because of stop$.
      const stopSubscription = stop$.subscribe(() => (isStopped = true));

      function nextDelay(): Observable<unknown> {
        if (isStopped) return EMPTY;
        if (scheduler.now() - startedAtMs >= maxDelayMs) delayMs = minDelayMs;
        const currentMs = delayMs;
        delayMs = Math.min(2 * delayMs, maxDelayMs);
        onWait?.(currentMs);
        // onWait may have caused stop$ to emit.
        return isStopped ? EMPTY : timer(currentMs, scheduler).pipe(takeUntil(stop$));
      }

      return event$.pipe(
        tap({ subscribe: () => (startedAtMs = scheduler.now()) }),
        repeat({ delay: nextDelay }),
        finalize(() => stopSubscription.unsubscribe()),
      );
    });
}
