import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { debounceTime, interval, Subject, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { VirtualTime } from '../../lib/marbles.js';

describe('VirtualTime', () => {
  it('runs due actions, each at its time', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    interval(1000, time).subscribe((n) => log.push(`${n} at ${time.now()}`));
    expect(time.nextMs).toBe(1000);
    time.advance(999);
    expect([time.now(), log]).toEqual([999, []]);
    time.advance(2001);
    expect([time.now(), log]).toEqual([3000, ['0 at 1000', '1 at 2000', '2 at 3000']]);
  });

  it('advances to an exact time', () => {
    const time = new VirtualTime({ startMs: 0.1 });
    time.advanceTo(0.3);
    expect(time.now()).toBe(0.3);
    expect(() => time.advanceTo(0.2)).toThrow('cannot advance from 0.3 to 0.2 ms');
    expect(() => time.advanceTo(Infinity)).toThrow('cannot advance from 0.3 to Infinity ms');
  });

  it('starts at startMs', () => {
    const time = new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
    const log: string[] = [];
    timer(new Date(Date.UTC(2026, 0, 2)), time).subscribe(() => log.push(new Date(time.now()).toISOString()));
    time.advance(86_400_000);
    expect(log).toEqual(['2026-01-02T00:00:00.000Z']);
  });

  it('runs actions of the same time in the order in which they were scheduled', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    time.schedule(() => {
      log.push('first');
      time.schedule(() => log.push('third'));
    }, 10);
    time.schedule(() => log.push('second'), 10);
    time.schedule(() => log.push('never'), Infinity);
    time.schedule(() => log.push('immediately'), -5);
    time.advance(10);
    expect(log).toEqual(['immediately', 'first', 'second', 'third']);
    expect(time.nextMs).toBeUndefined();
  });

  it('replaces the time of a waiting action that is scheduled again, as debounceTime does', () => {
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

  it('removes executed and unsubscribed actions: a month of an interval leaves one', () => {
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

  it('errors for more than maxActionsPerMoment actions at one time', () => {
    const time = new VirtualTime({ maxActionsPerMoment: 100 });
    time.schedule(function () {
      this.schedule();
    }, 5);
    expect(() => time.advance(10)).toThrow('more than 100 actions at 5 ms');
  });

  it('runs exactly maxActionsPerMoment actions at each time', () => {
    const time = new VirtualTime({ maxActionsPerMoment: 100 });
    let count = 0;
    for (let i = 0; i < 1000; i++) time.schedule(() => (count += 1), i % 10);
    time.advance(10);
    expect(count).toBe(1000);
  });

  it('stops at an action that throws, and runs later ones in the next call', () => {
    const time = new VirtualTime();
    const log: string[] = [];
    time.schedule(() => {
      throw new Error('thrown');
    }, 3);
    time.schedule(() => log.push('later'), 4);
    expect(() => time.advance(10)).toThrow('thrown');
    expect([time.now(), log]).toEqual([3, []]);
    time.advance(1);
    expect([time.now(), log, time.waitingCount]).toEqual([4, ['later'], 0]);
  });

  it('rejects invalid durations, options, and calls inside an action', () => {
    const time = new VirtualTime();
    for (const ms of [-1, NaN, Infinity]) expect(() => time.advance(ms)).toThrow(`cannot advance by ${ms} ms`);
    time.schedule(() => time.advance(1));
    expect(() => time.advance(1)).toThrow('advance() inside an action');
    expect(() => new VirtualTime({ startMs: NaN })).toThrow('startMs');
    expect(() => new VirtualTime({ maxActionsPerMoment: 0 })).toThrow('maxActionsPerMoment');
  });

  it('runs actions in the same order as the VirtualTimeScheduler of RxJS', () => {
    const action = fc.record({
      delayMs: fc.nat({ max: 20 }),
      // Delays that the action schedules when it runs, the first for itself; and the index of an action that it unsubscribes.
      delaysMs: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
      unsubscribes: fc.option(fc.nat({ max: 40 })),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (plan) => {
        const run = (scheduler: SchedulerLike, advance: () => void): string[] => {
          const log: string[] = [];
          const actions = plan.map(({ delayMs, delaysMs, unsubscribes }, i) => {
            let runs = 0;
            return scheduler.schedule(function () {
              log.push(`${i} at ${scheduler.now()}`);
              if (runs++ > 0) return;
              const [again, ...others] = delaysMs;
              if (again !== undefined) this.schedule(undefined, again);
              others.forEach((ms, j) => scheduler.schedule(() => log.push(`${i}/${j} at ${scheduler.now()}`), ms));
              if (unsubscribes !== null && unsubscribes !== i) actions[unsubscribes]?.unsubscribe();
            }, delayMs);
          });
          advance();
          return log;
        };
        const time = new VirtualTime();
        const reference = new VirtualTimeScheduler();
        expect(run(time, () => time.advance(100))).toEqual(run(reference, () => reference.flush()));
        expect(time.waitingCount).toBe(0);
      }),
    );
  });
});
