import { throwError, type Observer } from 'rxjs';

/**
 * Emits a value to an observer or Subject. If a subscriber throws, RxJS reports the error, and the other subscribers get the value. Errors that
 * are still thrown synchronously (`config.useDeprecatedSynchronousErrorHandling`, an observer that is not a Subscriber) are caught and reported
 * in the same way.
 */
export function guardedNext<T>(observer: Pick<Observer<T>, 'next'>, value: T): void {
  // Not by guarded(): this is called several times per message, and each call would create a closure.
  try {
    observer.next(value);
  } catch (error) {
    reportUnhandled(error);
  }
}

export function guardedComplete(observer: Pick<Observer<unknown>, 'complete'>): void {
  guarded(() => observer.complete());
}

/** Calls a function that calls subscribers, and reports the errors that it throws. */
export function guarded(deliver: () => void): void {
  try {
    deliver();
  } catch (error) {
    reportUnhandled(error);
  }
}

/** Reports as RxJS reports an error without a handler: to `config.onUnhandledError`, or as an uncaught exception of a later task. */
function reportUnhandled(error: unknown): void {
  try {
    // eslint-disable-next-line rxjs-x/throw-error -- the error is reported unchanged
    throwError(() => error).subscribe();
  } catch {
    // The deprecated synchronous error handling throws it here again, after it was reported.
  }
}
