import { throwError, type Subject } from 'rxjs';

/**
 * Hands a value to a Subject's subscribers. RxJS keeps a subscriber's throw from the others and reports it itself; what still throws
 * synchronously (`config.useDeprecatedSynchronousErrorHandling`, a hand-made observer) stops here and is reported the same way.
 */
export function guardedNext<T>(subject$: Subject<T>, value: T): void {
  // Not by guarded(): this is called several times a message, and a closure each is worth leaving out.
  try {
    subject$.next(value);
  } catch (error) {
    reportUnhandled(error);
  }
}

export function guardedComplete<T>(subject$: Subject<T>): void {
  guarded(() => subject$.complete());
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
