import { describe, expect, it } from '@jest/globals';
import { defer, map, NEVER, tap, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { VirtualTime } from '../../lib/marbles.js';
import { ATTEMPT_DELAY_MS, firstConnected } from '../../lib/transport/firstConnected.js';

/** What happened, each with its time. */
interface Attempted {
  readonly time: VirtualTime;
  readonly diary: string[];
  readonly unsubscribe: () => void;
  readonly error: () => unknown;
}

type Attempt = (scheduler: SchedulerLike) => Observable<string>;

function attempted(attempts: Record<string, Attempt>): Attempted {
  const time = new VirtualTime();
  const diary: string[] = [];
  let error: unknown;
  const note = (text: string): void => void diary.push(`${time.now()} ${text}`);
  const attempts$ = Object.entries(attempts).map(([name, attempt$]) =>
    defer(() => {
      note(`${name} begins`);
      let hasConnected = false;
      return attempt$(time).pipe(
        tap({
          next: () => (hasConnected = true),
          unsubscribe: () => (hasConnected ? undefined : note(`${name} is cut`)),
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
  return { time, diary, unsubscribe: () => subscription.unsubscribe(), error: () => error };
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
  it('lets a slow first attempt go on beside the next ones, and cuts those when it connects', () => {
    const { diary, time } = attempted({ a: connectsAfter(1000, 'a'), b: hangs, c: hangs });
    time.advance(60_000);
    expect(diary).toEqual([
      '0 a begins',
      `${ATTEMPT_DELAY_MS} b begins`,
      `${2 * ATTEMPT_DELAY_MS} c begins`,
      '1000 a',
      '1000 complete',
      '1000 b is cut',
      '1000 c is cut',
    ]);
  });

  it('begins no other when the first connects before the delay', () => {
    const { diary, time } = attempted({ a: connectsAfter(ATTEMPT_DELAY_MS - 1, 'a'), b: hangs });
    time.advance(60_000);
    expect(diary).toEqual(['0 a begins', '249 a', '249 complete']);
  });

  it('begins the next at once when one fails, and the one after that after the whole delay', () => {
    const { diary, time } = attempted({ a: failsAfter(10, 'no'), b: hangs, c: connectsAfter(5, 'c') });
    time.advance(60_000);
    expect(diary).toEqual(['0 a begins', '10 b begins', '260 c begins', '265 c', '265 complete', '265 b is cut']);
  });

  it('waits for a slow attempt when all later ones have failed', () => {
    const { diary, time } = attempted({ a: connectsAfter(29_000, 'a'), b: failsAfter(0, 'refused') });
    time.advance(60_000);
    expect(diary.slice(-2)).toEqual(['29000 a', '29000 complete']);
  });

  it('errors with all reasons in the order of the attempts when each has failed', () => {
    const { diary, time, error } = attempted({ a: failsAfter(900, 'slow'), b: failsAfter(0, 'refused') });
    time.advance(60_000);
    expect(diary.at(-1)).toBe('900 error');
    expect((error() as AggregateError).errors.map(({ message }: Error) => message)).toEqual(['slow', 'refused']);
  });

  it('errors with the reason itself of a single attempt', () => {
    const { error } = attempted({ a: () => throwError(() => new Error('refused')) });
    expect(error()).toEqual(new Error('refused'));
  });

  it('cuts what is under way and begins nothing more when it is unsubscribed', () => {
    const { diary, time, unsubscribe } = attempted({ a: hangs, b: hangs, c: hangs });
    time.advance(ATTEMPT_DELAY_MS);
    unsubscribe();
    time.advance(60_000);
    expect(diary).toEqual(['0 a begins', '250 b begins', '250 a is cut', '250 b is cut']);
    expect(time.waitingCount).toBe(0);
  });

  it('begins all at once when all fail at once', () => {
    function fails(): Observable<never> {
      return throwError(() => new Error('no'));
    }
    const { diary, time } = attempted({ a: fails, b: fails, c: fails });
    expect(diary).toEqual(['0 a begins', '0 b begins', '0 c begins', '0 error']);
    expect(time.waitingCount).toBe(0);
  });
});
