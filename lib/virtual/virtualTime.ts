import { Subscription, type SchedulerAction } from 'rxjs';
import { show } from '../base/show.js';
import type { ClockScheduler } from '../base/clock.js';
import { LocalProtocolError } from '../base/errors.js';
import { invalidOption, requireInteger } from '../base/optionChecks.js';
import { TimerHeap, type Timed } from '../collections/timerHeap.js';

export interface VirtualTimeOptions {
  /** What `now()` says at first. Default 0. */
  startMs?: number | undefined;
  /** How many actions may run without the time going on: beyond it they are taken for an endless loop. Default 1_000_000. */
  maxActionsPerMoment?: number | undefined;
}

/**
 * A scheduler whose time stands still until `advance` lets it go on: what is due runs then, in the order of its moments, and within one
 * moment in the order in which it was scheduled.
 *
 *     const time = new VirtualTime();
 *     interval(1000, time).subscribe((n) => console.log(n));
 *     time.advance(2000);      // 0, 1
 *
 * RxJS's own VirtualTimeScheduler sorts all its actions whenever one is added, and keeps those of an interval that have run: it is
 * made for a test of a few frames. This one is for thousands of peers and days: an action costs the logarithm of how many wait, and
 * those that have run or were unsubscribed are forgotten.
 */
export class VirtualTime implements ClockScheduler {
  private readonly waiting = new TimerHeap<VirtualAction<unknown>>();
  private readonly maxActionsPerMoment: number;
  private nowMs: number;
  private lastOrder = 0;
  private isAdvancing = false;
  private wallOffsetMs = 0;

  /** Errors with LocalProtocolError `INVALID_OPTION`. */
  constructor({ startMs = 0, maxActionsPerMoment = 1_000_000 }: VirtualTimeOptions = {}) {
    if (!Number.isFinite(startMs)) invalidOption('startMs', `number expected, got ${show(startMs)}`);
    requireInteger('maxActionsPerMoment', maxActionsPerMoment, 1, Number.MAX_SAFE_INTEGER);
    this.nowMs = startMs;
    this.maxActionsPerMoment = maxActionsPerMoment;
  }

  /** How many actions wait for their moment. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** The moment of the next action; undefined when none waits. */
  get nextMs(): number | undefined {
    return this.waiting.first()?.atMs;
  }

  now(): number {
    return this.nowMs;
  }

  /** The time of day: `now()` until `shiftWallClock` is called. */
  wallMs(atMs = this.nowMs): number {
    return atMs + this.wallOffsetMs;
  }

  /**
   * Sets the time of day forwards or backwards, as a suspend of the machine or a correction of its clock does. `now()`, and so every
   * timer, is not affected. Errors with LocalProtocolError `INVALID_VALUE` for a value that is no finite number.
   */
  shiftWallClock(byMs: number): void {
    if (!Number.isFinite(byMs)) throw new LocalProtocolError('INVALID_VALUE', `cannot shift the clock by ${byMs} ms`);
    this.wallOffsetMs += byMs;
  }

  /** Runs the work when that much time has gone by: never, where the delay is infinite. */
  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0, state?: T): Subscription {
    const place = (action: VirtualAction<T>, ms: number): void => this.place(action as VirtualAction<unknown>, ms);
    return new VirtualAction(work, place).schedule(state, delayMs);
  }

  /**
   * Lets this much time go by, and runs what is due.
   *
   * An action that throws ends it there with its error; what else is due waits for the next call. Errors with LocalProtocolError
   * `LIMIT_EXCEEDED` when more than `maxActionsPerMoment` run at one moment, `INVALID_VALUE` within an action or for no length of time.
   */
  advance(ms: number): void {
    if (!(ms >= 0) || ms === Infinity) throw new LocalProtocolError('INVALID_VALUE', `cannot advance by ${ms} ms`);
    this.advanceTo(this.nowMs + ms);
  }

  /** The same, up to a moment: to the last bit of it, where adding up differences would round. Errors as `advance`. */
  advanceTo(untilMs: number): void {
    if (!(untilMs >= this.nowMs) || untilMs === Infinity) {
      throw new LocalProtocolError('INVALID_VALUE', `cannot advance from ${this.nowMs} to ${untilMs} ms`);
    }
    if (this.isAdvancing) throw new LocalProtocolError('INVALID_VALUE', 'advance() within an action');
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

  private place(action: VirtualAction<unknown>, delayMs: number): void {
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
    /** Puts the action where it belongs in time; an infinite delay takes it out. */
    private readonly place: (action: VirtualAction<T>, delayMs: number) => void,
  ) {
    super(() => place(this, Infinity));
  }

  /** Once more, or, while it waits, at another moment instead. */
  schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this;
    this.state = state;
    this.place(this, delayMs);
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
