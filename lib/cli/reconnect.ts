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
  /** Ends the waiting, and the connecting again. The source itself has to end by it, too. Default: never. */
  stop$?: Observable<unknown> | undefined;
  /** Called before each wait. */
  onWait?: ((delayMs: number) => void) | undefined;
  /** The first delay; it doubles with each connection that does not last. Default 1000. */
  minDelayMs?: number | undefined;
  /** The longest delay; a connection that lasts as long makes the next delay the first one again. Default 60_000. */
  maxDelayMs?: number | undefined;
  /** Default: preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Subscribes to a connection again when it has completed, after a delay that doubles from 1 s to 60 s.
 *
 *     source     --a-(b|)
 *     reconnect  --a-b-- 1s --a-b-- 2s --a-b …
 *
 * A connection that lasts 60 s makes the next delay 1 s again. Completes after `stop$`, when the source has completed or while it waits.
 * Errors as the source does: a connection of this program completes instead, with its reason as the last event.
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
      // Before the source, so that it is known when the source completes for the same reason.
      const stopping = stop$.subscribe(() => (isStopped = true));

      function wait(): Observable<unknown> {
        if (isStopped) return EMPTY;
        if (scheduler.now() - startedAtMs >= maxDelayMs) delayMs = minDelayMs;
        const waitedMs = delayMs;
        delayMs = Math.min(2 * delayMs, maxDelayMs);
        onWait?.(waitedMs);
        // The callback may have stopped it.
        return isStopped ? EMPTY : timer(waitedMs, scheduler).pipe(takeUntil(stop$));
      }

      return event$.pipe(
        tap({ subscribe: () => (startedAtMs = scheduler.now()) }),
        repeat({ delay: wait }),
        finalize(() => stopping.unsubscribe()),
      );
    });
}
