import { Observable } from 'rxjs';

/**
 * Shows each value to `look`, and says nothing itself. Errors with what `look` throws, and with the source; completes with it.
 *
 * Not tap and ignoreElements: each peer has a dozen of these, and two operators are two subscribers of a kilobyte more for each.
 */
export function listenTo<T>(source$: Observable<T>, look: (value: T) => void): Observable<never> {
  return new Observable((subscriber) =>
    source$.subscribe({
      next(value) {
        try {
          look(value);
        } catch (error) {
          subscriber.error(error);
        }
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}
