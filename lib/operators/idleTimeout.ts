import { asyncScheduler, Observable, of, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { PeerTimeoutError } from '../base/errors.js';
import { Patience } from './patience.js';

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
  timeoutMs = IDLE_TIMEOUT_MS,
  paused$ = of(false),
  scheduler = asyncScheduler,
}: IdleTimeoutOptions = {}): MonoTypeOperatorFunction<T> {
  return (source$) =>
    // Not timeout({ each }): it makes a timer for every message; here one looks at the clock when it is due.
    new Observable((subscriber) => {
      const patience = new Patience(timeoutMs, scheduler, () => subscriber.error(idleError(timeoutMs)));
      subscriber.add(() => patience.stop());
      subscriber.add(
        paused$.subscribe((paused) => {
          if (paused) patience.stop();
          else patience.start();
        }),
      );
      subscriber.add(
        source$.subscribe({
          next(item) {
            patience.renew();
            subscriber.next(item);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
}

/** The default of `timeoutMs`: lbcd, peer/peer.go idleTimeout. */
export const IDLE_TIMEOUT_MS = 300_000;

export function idleError(timeoutMs: number): PeerTimeoutError {
  return new PeerTimeoutError('IDLE_TIMEOUT', `no message for ${timeoutMs} ms`, timeoutMs);
}
