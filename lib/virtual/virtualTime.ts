import { Subscription, type SchedulerAction } from 'rxjs';
import { show } from '../base/show.js';
import type { ClockScheduler } from '../base/clock.js';
import { LocalProtocolError } from '../base/errors.js';
import { invalidOption, requireInteger } from '../base/optionChecks.js';
import { TimerHeap, type Timed } from '../collections/timerHeap.js';

/** Options of VirtualTime. */
export interface VirtualTimeOptions {
  /** Initial value of `now()`, in milliseconds. Default 0. */
  startMs?: number | undefined;
  /** The number of actions that may run at one time. A further action is treated as an endless loop and errors. Default 1_000_000. */
  maxActionsPerMoment?: number | undefined;
}

/**
 * A scheduler whose time changes only by `advance`. `advance` runs the actions that are due in the order of their times; actions of the
 * same time run in the order in which they were scheduled.
 *
 *     const time = new VirtualTime();
 *     interval(1000, time).subscribe((n) => console.log(n));
 *     time.advance(2000);      // 0, 1
 *
 * RxJS's VirtualTimeScheduler sorts all actions whenever one is added and keeps executed actions of an interval, so it suits tests of a few
 * frames. VirtualTime suits thousands of peers and days of virtual time: waiting actions are in a heap (adding one costs O(log n)), and
 * executed or unsubscribed ones are removed.
 */
export class VirtualTime implements ClockScheduler {
  private readonly waiting = new TimerHeap<VirtualAction<unknown>>();
  private readonly maxActionsPerMoment: number;
  private nowMs: number;
  private lastOrder = 0;
  private isAdvancing = false;
  private wallOffsetMs = 0;

  /** Errors with LocalProtocolError `INVALID_OPTION` for an option that is out of range. */
  constructor({ startMs = 0, maxActionsPerMoment = 1_000_000 }: VirtualTimeOptions = {}) {
    if (!Number.isFinite(startMs)) invalidOption('startMs', `number expected, got ${show(startMs)}`);
    requireInteger('maxActionsPerMoment', maxActionsPerMoment, 1, Number.MAX_SAFE_INTEGER);
    this.nowMs = startMs;
    this.maxActionsPerMoment = maxActionsPerMoment;
  }

  /** Number of scheduled actions that have not run. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Time of the next action; undefined if none is scheduled. */
  get nextMs(): number | undefined {
    return this.waiting.first()?.atMs;
  }

  /** The current virtual time in milliseconds. */
  now(): number {
    return this.nowMs;
  }

  /** The wall clock time at `atMs`. Equals `now()` until `shiftWallClock` is called. */
  wallMs(atMs = this.nowMs): number {
    return atMs + this.wallOffsetMs;
  }

  /**
   * Moves the wall clock forwards or backwards, as a suspend of the machine or a correction of its clock does. `now()` and timers are not
   * affected. Errors with LocalProtocolError `INVALID_VALUE` unless `byMs` is finite.
   */
  shiftWallClock(byMs: number): void {
    if (!Number.isFinite(byMs)) throw new LocalProtocolError('INVALID_VALUE', `cannot shift the clock by ${byMs} ms`);
    this.wallOffsetMs += byMs;
  }

  /** Schedules work after a delay. With an infinite delay it never runs. */
  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0, state?: T): Subscription {
    const setTime = (action: VirtualAction<T>, ms: number): void => this.setTime(action as VirtualAction<unknown>, ms);
    return new VirtualAction(work, setTime).schedule(state, delayMs);
  }

  /**
   * Advances time by `ms` and runs the actions that are due.
   *
   * If an action throws, `advance` stops at its time and rethrows; further due actions run in the next call. Errors with LocalProtocolError
   * `LIMIT_EXCEEDED` if more than `maxActionsPerMoment` actions run at one time, and `INVALID_VALUE` if called inside an action or unless
   * `ms` is finite and at least 0.
   */
  advance(ms: number): void {
    if (!(ms >= 0) || ms === Infinity) throw new LocalProtocolError('INVALID_VALUE', `cannot advance by ${ms} ms`);
    this.advanceTo(this.nowMs + ms);
  }

  /** Advances to exactly this time, without the rounding error of a sum of differences. Errors as `advance` does. */
  advanceTo(untilMs: number): void {
    if (!(untilMs >= this.nowMs) || untilMs === Infinity) {
      throw new LocalProtocolError('INVALID_VALUE', `cannot advance from ${this.nowMs} to ${untilMs} ms`);
    }
    if (this.isAdvancing) throw new LocalProtocolError('INVALID_VALUE', 'advance() inside an action');
    this.isAdvancing = true;
    try {
      this.run(untilMs);
    } finally {
      this.isAdvancing = false;
    }
    this.nowMs = untilMs;
  }

  private run(untilMs: number): void {
    let count = 0;
    for (let next = this.waiting.first(); next !== undefined && next.atMs <= untilMs; next = this.waiting.first()) {
      if (next.atMs > this.nowMs) {
        this.nowMs = next.atMs;
        count = 0;
      }
      if (++count > this.maxActionsPerMoment) {
        const fact = `more than ${this.maxActionsPerMoment} actions at ${this.nowMs} ms: they schedule each other without a delay`;
        throw new LocalProtocolError('LIMIT_EXCEEDED', fact);
      }
      this.waiting.remove(next);
      next.execute();
    }
  }

  private setTime(action: VirtualAction<unknown>, delayMs: number): void {
    this.waiting.remove(action);
    if (delayMs === Infinity || action.closed) return;
    action.atMs = this.nowMs + (delayMs > 0 ? delayMs : 0);
    action.order = ++this.lastOrder;
    this.waiting.add(action);
  }
}

class VirtualAction<T> extends Subscription implements SchedulerAction<T>, Timed {
  atMs = 0;
  order = 0;
  position = -1;
  private state: T | undefined;

  constructor(
    private readonly work: (this: SchedulerAction<T>, state?: T) => void,
    /** Schedules the action after this delay, in place of its earlier time. An infinite delay removes it. */
    private readonly setTime: (action: VirtualAction<T>, delayMs: number) => void,
  ) {
    super(() => setTime(this, Infinity));
  }

  /** Schedules the action again; if it is still waiting, its time is replaced. */
  schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this;
    this.state = state;
    this.setTime(this, delayMs);
    return this;
  }

  execute(): void {
    try {
      this.work(this.state);
    } catch (error) {
      this.unsubscribe();
      throw error;
    }
  }
}
