import type { SchedulerLike, Subscription } from 'rxjs';

/**
 * The scheduler of a peer. While it delivers, its clock stands where the last bytes went by: what follows from them, however long that
 * takes, has their time; so a recording, which knows no other times, replays to the same figures.
 */
export class PeerClock implements SchedulerLike {
  private momentMs: number | undefined;

  constructor(private readonly scheduler: SchedulerLike) {}

  schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    return this.scheduler.schedule(...scheduled);
  }

  now(): number {
    return this.momentMs ?? this.scheduler.now();
  }

  /** A delivery begins. */
  stop(): void {
    this.momentMs = this.scheduler.now();
  }

  /** Bytes go by. */
  step(): number {
    const nowMs = this.scheduler.now();
    if (this.momentMs !== undefined) this.momentMs = nowMs;
    return nowMs;
  }

  /** The delivery is over. */
  goOn(): void {
    this.momentMs = undefined;
  }
}
