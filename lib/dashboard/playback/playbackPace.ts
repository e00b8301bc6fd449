import type { SchedulerLike } from 'rxjs';

/** The longest real time that one turn catches up. So after a suspend of the machine the playback continues where it was. */
const MAX_STEP_MS = 1000;

/**
 * The time of the recording that is due: the time of the last `restart`, plus `speed` for each real millisecond since then.
 */
export class PlaybackPace {
  private startedAtMs: number;

  /** @param scheduler the clock of the process */
  constructor(
    private readonly scheduler: SchedulerLike,
    private shownMs: number,
    private currentSpeed: number,
  ) {
    this.startedAtMs = scheduler.now();
  }

  get speed(): number {
    return this.currentSpeed;
  }

  /** Continues from this time of the recording, at this speed. */
  restart(shownMs: number, speed = this.currentSpeed): void {
    this.startedAtMs = this.scheduler.now();
    this.shownMs = shownMs;
    this.currentSpeed = speed;
  }

  /** The time that is due while `shownMs` is shown. Real time beyond MAX_STEP_MS is not caught up. */
  dueMs(shownMs: number): number {
    const dueMs = this.shownMs + (this.scheduler.now() - this.startedAtMs) * this.currentSpeed;
    const latestMs = shownMs + MAX_STEP_MS * this.currentSpeed;
    if (dueMs <= latestMs) return dueMs;
    this.restart(latestMs);
    return latestMs;
  }
}
