import { throwError, type Observer } from 'rxjs';

/**
 * Hands a value to a subscriber, or to those of a Subject. RxJS keeps a subscriber's throw from the others and reports it itself; what still throws
 * synchronously (`config.useDeprecatedSynchronousErrorHandling`, a hand-made observer) stops here and is reported the same way.
 */
export function guardedNext<T>(observer: Pick<Observer<T>, 'next'>, value: T): void {
  // Not by guarded(): this is called several times a message, and a closure each is worth leaving out.
  try {
    observer.next(value);
  } catch (error) {
    reportUnhandled(error);
  }
}

export function guardedComplete(observer: Pick<Observer<unknown>, 'complete'>): void {
  guarded(() => observer.complete());
}

/** Runs what calls subscribers. */
export function guarded(deliver: () => void): void {
  try {
    deliver();
  } catch (error) {
    reportUnhandled(error);
  }
}

/** RxJS's own way for an error without a handler: `config.onUnhandledError`, or an uncaught exception in a later turn. */
function reportUnhandled(error: unknown): void {
  try {
    // eslint-disable-next-line rxjs-x/throw-error -- it is passed on as it came
    throwError(() => error).subscribe();
  } catch {
    // The deprecated synchronous handling throws it once more, here; it has been told already.
  }
}
