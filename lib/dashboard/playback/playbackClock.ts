import type { SchedulerLike, Subscription } from 'rxjs';
import type { ClockScheduler } from '../../base/clock.js';
import { VirtualTime } from '../../virtual/virtualTime.js';

/**
 * The last part of a gap, in which time passes and timers run. The time before it is a jump of the time of day, as after a suspend of the
 * machine.
 */
export const MAX_TIMED_GAP_MS = 600_000;
/** The longest step of `passTowards`. */
const STEP_MS = 1000;
/** The number of jumps whose times of day can be converted. For an older time the oldest known offset is used. */
const MAX_JUMPS = 256;

interface Jump {
  /** `now()` at the jump. */
  readonly nowMs: number;
  /** The time of day minus `now()` before the jump. */
  readonly offsetMs: number;
}

/**
 * The clock of a pass over a recording: it shows the recorded time, and its timers run by that time.
 *
 * Time passes only by `passTowards`, in steps, so that a turn can end between two of them. A gap in the recording (a night, a record with a
 * damaged time) would run the timers of every second in it. So only its last MAX_TIMED_GAP_MS pass. For the part before, the time of day
 * jumps, while `now()` and the timers do not advance.
 */
export class PlaybackClock implements ClockScheduler {
  private readonly time: VirtualTime;
  private readonly jumps: Jump[] = [];
  private offsetMs = 0;

  /** @param startMs the first time of day */
  constructor(startMs: number) {
    this.time = new VirtualTime({ startMs });
  }

  now(): number {
    return this.time.now();
  }

  wallMs(atMs?: number): number {
    if (atMs === undefined || this.jumps.length === 0) return (atMs ?? this.now()) + this.offsetMs;
    return atMs + (this.jumps.find(({ nowMs }) => atMs <= nowMs)?.offsetMs ?? this.offsetMs);
  }

  schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return this.time.schedule(...scheduled);
  }

  /** Lets at most one second pass, but not beyond this time of day, and runs the timers. A time before the current one changes nothing. */
  passTowards(wallMs: number): void {
    const leftMs = wallMs - this.wallMs();
    if (!(leftMs > 0)) return;
    if (leftMs > MAX_TIMED_GAP_MS) this.jumpBy(leftMs - MAX_TIMED_GAP_MS);
    // To exactly this time in the last step: a sum of steps would have a rounding error.
    this.time.advanceTo(leftMs > STEP_MS ? this.now() + STEP_MS : Math.max(wallMs - this.offsetMs, this.now()));
  }

  private jumpBy(byMs: number): void {
    this.jumps.push({ nowMs: this.now(), offsetMs: this.offsetMs });
    if (this.jumps.length > MAX_JUMPS) this.jumps.shift();
    this.offsetMs += byMs;
  }
}
