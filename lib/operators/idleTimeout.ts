import { asyncScheduler, Observable, of, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { PeerTimeoutError } from '../base/errors.js';
import { IdleTimer } from '../base/idleTimer.js';

/** Options of `idleTimeout`. */
export interface IdleTimeoutOptions {
  /** Maximum time in milliseconds without an item. Default 300_000 (lbcd, peer/peer.go idleTimeout). */
  idleTimeoutMs?: number | undefined;
  /** While its last value is true the timeout is suspended; it starts again from 0 when the value becomes false. Default: never suspended. */
  paused$?: Observable<boolean> | undefined;
  /** Scheduler of the timer. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Passes all items on. Errors when no item has arrived for `idleTimeoutMs`.
 *
 *     source                          --a--b----------c
 *     idleTimeout({ idleTimeoutMs: 6 })   --a--b-----#
 *
 * Errors with PeerTimeoutError `IDLE_TIMEOUT`. Source: lbcd, the idle timer of peer/peer.go inHandler.
 */
export function idleTimeout<T>({
  idleTimeoutMs = IDLE_TIMEOUT_MS,
  paused$ = of(false),
  scheduler = asyncScheduler,
}: IdleTimeoutOptions = {}): MonoTypeOperatorFunction<T> {
  return (source$) =>
    // Not timeout({ each }): it starts a timer for each message. Here one timer compares the clock when it fires.
    new Observable((subscriber) => {
      const timer = new IdleTimer(idleTimeoutMs, scheduler, () => subscriber.error(idleError(idleTimeoutMs)));
      subscriber.add(() => timer.stop());
      subscriber.add(
        paused$.subscribe((paused) => {
          if (paused) timer.stop();
          else timer.start();
        }),
      );
      subscriber.add(
        source$.subscribe({
          next(item) {
            timer.renew();
            subscriber.next(item);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
}

/** Default of `idleTimeoutMs` (lbcd, peer/peer.go idleTimeout). */
export const IDLE_TIMEOUT_MS = 300_000;

export function idleError(idleTimeoutMs: number): PeerTimeoutError {
  return new PeerTimeoutError('IDLE_TIMEOUT', `no message for ${idleTimeoutMs} ms`, idleTimeoutMs);
}
