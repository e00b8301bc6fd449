import { describe, expect, it } from '@jest/globals';
import { defer, map, NEVER, tap, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { VirtualTime } from '../../lib/marbles.js';
import { ATTEMPT_DELAY_MS, firstConnected } from '../../lib/transport/firstConnected.js';

/** The events, each with its time. */
interface Attempted {
  readonly time: VirtualTime;
  readonly log: string[];
  readonly unsubscribe: () => void;
  readonly error: () => unknown;
}

type Attempt = (scheduler: SchedulerLike) => Observable<string>;

function attempted(attempts: Record<string, Attempt>): Attempted {
  const time = new VirtualTime();
  const log: string[] = [];
  let error: unknown;
  const note = (text: string): void => void log.push(`${time.now()} ${text}`);
  const attempts$ = Object.entries(attempts).map(([name, attempt$]) =>
    defer(() => {
      note(`${name} starts`);
      let hasConnected = false;
      return attempt$(time).pipe(
        tap({
          next: () => (hasConnected = true),
          unsubscribe: () => (hasConnected ? undefined : note(`${name} cancelled`)),
        }),
      );
    }),
  );
  const subscription = firstConnected(attempts$, time).subscribe({
    next: (value) => note(value),
    error: (reason: unknown) => {
      error = reason;
      note('error');
    },
    complete: () => note('complete'),
  });
  return { time, log, unsubscribe: () => subscription.unsubscribe(), error: () => error };
}

const connectsAfter =
  (ms: number, name: string): Attempt =>
  (scheduler) =>
    timer(ms, scheduler).pipe(map(() => name));

const failsAfter =
  (ms: number, reason: string): Attempt =>
  (scheduler) =>
    timer(ms, scheduler).pipe(
      map((): string => {
        throw new Error(reason);
      }),
    );

function hangs(): Observable<never> {
  return NEVER;
}

describe('firstConnected', () => {
  it('continues a slow first attempt together with the next ones, and cancels those when it connects', () => {
    const { log, time } = attempted({ a: connectsAfter(1000, 'a'), b: hangs, c: hangs });
    time.advance(60_000);
    expect(log).toEqual([
      '0 a starts',
      `${ATTEMPT_DELAY_MS} b starts`,
      `${2 * ATTEMPT_DELAY_MS} c starts`,
      '1000 a',
      '1000 complete',
      '1000 b cancelled',
      '1000 c cancelled',
    ]);
  });

  it('starts no other attempt if the first connects before the delay', () => {
    const { log, time } = attempted({ a: connectsAfter(ATTEMPT_DELAY_MS - 1, 'a'), b: hangs });
    time.advance(60_000);
    expect(log).toEqual(['0 a starts', '249 a', '249 complete']);
  });

  it('starts the next attempt at once after a failure, and the one after that after the full delay', () => {
    const { log, time } = attempted({ a: failsAfter(10, 'no'), b: hangs, c: connectsAfter(5, 'c') });
    time.advance(60_000);
    expect(log).toEqual(['0 a starts', '10 b starts', '260 c starts', '265 c', '265 complete', '265 b cancelled']);
  });

  it('waits for a slow attempt if all later ones have failed', () => {
    const { log, time } = attempted({ a: connectsAfter(29_000, 'a'), b: failsAfter(0, 'refused') });
    time.advance(60_000);
    expect(log.slice(-2)).toEqual(['29000 a', '29000 complete']);
  });

  it('errors with all reasons in the order of the attempts if each has failed', () => {
    const { log, time, error } = attempted({ a: failsAfter(900, 'slow'), b: failsAfter(0, 'refused') });
    time.advance(60_000);
    expect(log.at(-1)).toBe('900 error');
    expect((error() as AggregateError).errors.map(({ message }: Error) => message)).toEqual(['slow', 'refused']);
  });

  it('errors with the reason itself if there was only one attempt', () => {
    const { error } = attempted({ a: () => throwError(() => new Error('refused')) });
    expect(error()).toEqual(new Error('refused'));
  });

  it('cancels the running attempts and starts no more when it is unsubscribed', () => {
    const { log, time, unsubscribe } = attempted({ a: hangs, b: hangs, c: hangs });
    time.advance(ATTEMPT_DELAY_MS);
    unsubscribe();
    time.advance(60_000);
    expect(log).toEqual(['0 a starts', '250 b starts', '250 a cancelled', '250 b cancelled']);
    expect(time.waitingCount).toBe(0);
  });

  it('starts all attempts at once if all fail synchronously', () => {
    function fails(): Observable<never> {
      return throwError(() => new Error('no'));
    }
    const { log, time } = attempted({ a: fails, b: fails, c: fails });
    expect(log).toEqual(['0 a starts', '0 b starts', '0 c starts', '0 error']);
    expect(time.waitingCount).toBe(0);
  });
});
