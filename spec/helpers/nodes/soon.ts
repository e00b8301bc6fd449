import {
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  pipe,
  throwIfEmpty,
  timeout,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/** Resolves to the first value; rejects with a text that names `what` if there is none in time. */
export function soon<T>(source$: Observable<T>, what: string, timeoutMs = 15_000): Promise<T> {
  return firstValueFrom(source$.pipe(inTime(what, timeoutMs)));
}

/** Calls `ask` repeatedly until the answer satisfies `isWanted`. */
export function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  what: string,
  timeoutMs = 15_000,
): Promise<T> {
  const answer$ = timer(0, 50).pipe(
    exhaustMap(() => from(ask())),
    filter(isWanted),
  );
  return soon(answer$, what, timeoutMs);
}

function inTime<T>(what: string, timeoutMs: number): MonoTypeOperatorFunction<T> {
  return pipe(
    timeout<T, Observable<T>>({
      first: timeoutMs,
      with: () => {
        throw new Error(`no ${what} within ${timeoutMs} ms`);
      },
    }),
    throwIfEmpty(() => new Error(`no ${what}: the stream ended`)),
  );
}
