import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { debounceTime, interval, Subject, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { VirtualTime } from '../../lib/marbles.js';

describe('VirtualTime', () => {
  it('runs what is due, and no more, each at its moment', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    interval(1000, time).subscribe((n) => log.push(`${n} at ${time.now()}`));
    expect(time.nextMs).toBe(1000);
    time.advance(999);
    expect([time.now(), log]).toEqual([999, []]);
    time.advance(2001);
    expect([time.now(), log]).toEqual([3000, ['0 at 1000', '1 at 2000', '2 at 3000']]);
  });

  it('goes on to a moment to the last bit', () => {
    const time = new VirtualTime({ startMs: 0.1 });
    time.advanceTo(0.3);
    expect(time.now()).toBe(0.3);
    expect(() => time.advanceTo(0.2)).toThrow('cannot advance from 0.3 to 0.2 ms');
    expect(() => time.advanceTo(Infinity)).toThrow('cannot advance from 0.3 to Infinity ms');
  });

  it('starts when it is told to', () => {
    const time = new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
    const log: string[] = [];
    timer(new Date(Date.UTC(2026, 0, 2)), time).subscribe(() => log.push(new Date(time.now()).toISOString()));
    time.advance(86_400_000);
    expect(log).toEqual(['2026-01-02T00:00:00.000Z']);
  });

  it('runs what is due at one moment in the order in which it was scheduled', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    time.schedule(() => {
      log.push('first');
      time.schedule(() => log.push('third'));
    }, 10);
    time.schedule(() => log.push('second'), 10);
    time.schedule(() => log.push('never'), Infinity);
    time.schedule(() => log.push('at once'), -5);
    time.advance(10);
    expect(log).toEqual(['at once', 'first', 'second', 'third']);
    expect(time.nextMs).toBeUndefined();
  });

  it('moves an action that is scheduled again while it waits, as debounceTime does', () => {
    const time = new VirtualTime();
    const source$ = new Subject<number>();
    const log: number[] = [];
    source$.pipe(debounceTime(10, time)).subscribe((n) => log.push(n));
    for (let n = 0; n < 5; n++) {
      source$.next(n);
      time.advance(9);
    }
    expect([log, time.waitingCount]).toEqual([[], 1]);
    time.advance(1);
    expect([log, time.waitingCount]).toEqual([[4], 0]);
  });

  it('forgets what was unsubscribed or has run: an interval of a month leaves one action', () => {
    const time = new VirtualTime();
    const actions = Array.from({ length: 1000 }, (_, i) => time.schedule(() => undefined, 1 + (i % 7)));
    actions.forEach((action) => action.unsubscribe());
    expect(time.waitingCount).toBe(0);
    const ticking = interval(60_000, time).subscribe();
    time.advance(30 * 86_400_000);
    expect(time.waitingCount).toBe(1);
    ticking.unsubscribe();
    expect(time.waitingCount).toBe(0);
  });

  it('names an endless loop at one moment', () => {
    const time = new VirtualTime({ maxActionsPerMoment: 100 });
    time.schedule(function () {
      this.schedule();
    }, 5);
    expect(() => time.advance(10)).toThrow('more than 100 actions at 5 ms');
  });

  it('lets 100 actions of each moment by where 100 are allowed', () => {
    const time = new VirtualTime({ maxActionsPerMoment: 100 });
    let count = 0;
    for (let i = 0; i < 1000; i++) time.schedule(() => (count += 1), i % 10);
    time.advance(10);
    expect(count).toBe(1000);
  });

  it('stops at an action that throws, and goes on behind it', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    time.schedule(() => {
      throw new Error('thrown');
    }, 3);
    time.schedule(() => log.push('behind'), 4);
    expect(() => time.advance(10)).toThrow('thrown');
    expect([time.now(), log]).toEqual([3, []]);
    time.advance(1);
    expect([time.now(), log, time.waitingCount]).toEqual([4, ['behind'], 0]);
  });

  it('refuses what is no length of time, and to go on within an action', () => {
    const time = new VirtualTime();
    for (const ms of [-1, NaN, Infinity]) expect(() => time.advance(ms)).toThrow(`cannot advance by ${ms} ms`);
    time.schedule(() => time.advance(1));
    expect(() => time.advance(1)).toThrow('advance() within an action');
    expect(() => new VirtualTime({ startMs: NaN })).toThrow('startMs');
    expect(() => new VirtualTime({ maxActionsPerMoment: 0 })).toThrow('maxActionsPerMoment');
  });

  it('runs any plan in the order of the scheduler of RxJS', () => {
    const action = fc.record({
      delayMs: fc.nat({ max: 20 }),
      // What it schedules when it runs, the first by itself; and which action it unsubscribes.
      delaysMs: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
      kills: fc.option(fc.nat({ max: 40 })),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (plan) => {
        const play = (scheduler: SchedulerLike, run: () => void): string[] => {
          const log: string[] = [];
          const actions = plan.map(({ delayMs, delaysMs, kills }, i) => {
            let runs = 0;
            return scheduler.schedule(function () {
              log.push(`${i} at ${scheduler.now()}`);
              if (runs++ > 0) return;
              const [again, ...others] = delaysMs;
              if (again !== undefined) this.schedule(undefined, again);
              others.forEach((ms, j) => scheduler.schedule(() => log.push(`${i}/${j} at ${scheduler.now()}`), ms));
              if (kills !== null && kills !== i) actions[kills]?.unsubscribe();
            }, delayMs);
          });
          run();
          return log;
        };
        const time = new VirtualTime();
        const reference = new VirtualTimeScheduler();
        expect(play(time, () => time.advance(100))).toEqual(play(reference, () => reference.flush()));
        expect(time.waitingCount).toBe(0);
      }),
    );
  });
});
