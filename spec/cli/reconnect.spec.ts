import { describe, expect, it } from '@jest/globals';
import { defer, EMPTY, ignoreElements, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { reconnecting } from '../../lib/cli/reconnect.js';
import { VirtualTime } from '../../lib/marbles.js';

/** Subscribes, and writes down when each connection was made, and the waits. */
function run(connect$: (attempt: number, time: VirtualTime) => Observable<string>, forMs: number) {
  const time = new VirtualTime();
  const startMs = time.now();
  const attempts: number[] = [];
  const waits: number[] = [];
  const events: string[] = [];
  const attempt$ = defer(() => connect$(attempts.push(time.now() - startMs), time));
  const subscription = reconnecting(attempt$, { scheduler: time, onWait: (delayMs) => waits.push(delayMs) }).subscribe(
    (event) => events.push(event),
  );
  time.advance(forMs);
  subscription.unsubscribe();
  time.advance(1_000_000);
  return { attempts, waits, events };
}

describe('reconnecting', () => {
  it.each<[string, Observable<string>]>([
    ['completes', EMPTY],
    ['errors', throwError(() => new Error('lost'))],
  ])('waits 1 s, then twice as long each time, up to 60 s, when the connection %s', (_, connection$) => {
    const { attempts, waits } = run(() => connection$, 183_000);
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(attempts).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000, 183_000]);
  });

  it('hands on what each connection emits', () => {
    const { events } = run((attempt) => of(`a${attempt}`, `b${attempt}`), 1000);
    expect(events).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it.each([
    [59_999, [1000, 2000, 4000]],
    [60_000, [1000, 2000, 1000]],
  ])('begins anew with 1 s after a connection of at least 60 s: %i ms', (lastedMs, expected) => {
    const { waits } = run(
      (attempt, time) => (attempt < 3 ? EMPTY : attempt === 3 ? timer(lastedMs, time).pipe(ignoreElements()) : NEVER),
      200_000,
    );
    expect(waits).toEqual(expected);
  });
});
