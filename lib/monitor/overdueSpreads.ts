import type { Subscription } from 'rxjs';
import { Subject, type Observable, type SchedulerLike } from 'rxjs';
import type { Propagation, Spread } from './spread.js';

/**
 * The items that 90 % of the peers have not announced yet. All of them have the same patience, so they are overdue in the order in which
 * they were added, and one timer, for the oldest, is enough. An item that is removed leaves the timer as it is: when it fires, it looks
 * which item is the oldest then.
 */
export class OverdueSpreads<P> {
  /** A Set keeps the order in which items were added. */
  private readonly waiting = new Set<Spread<P>>();
  private readonly snapshotSubject$ = new Subject<Propagation<P>>();
  private timer: Subscription | undefined;

  /** Each item once, when it is overdue. */
  readonly snapshot$: Observable<Propagation<P>> = this.snapshotSubject$.asObservable();

  constructor(
    private readonly patienceMs: number,
    private readonly scheduler: SchedulerLike,
  ) {}

  add(spread: Spread<P>): void {
    this.waiting.add(spread);
    if (this.timer === undefined) this.schedule(this.patienceMs);
  }

  remove(spread: Spread<P>): void {
    this.waiting.delete(spread);
  }

  /** Nothing is overdue any more; `snapshot$` completes. */
  stop(): void {
    this.waiting.clear();
    this.timer?.unsubscribe();
    this.snapshotSubject$.complete();
  }

  private schedule(delayMs: number): void {
    this.timer?.unsubscribe();
    this.timer = this.scheduler.schedule(() => this.emitOverdue(), delayMs);
  }

  private emitOverdue(): void {
    // A subscriber may add items meanwhile: the timer is set until the loop has ended, and the loop comes to them.
    for (const spread of this.waiting) {
      const leftMs = spread.firstAtMs + this.patienceMs - this.scheduler.now();
      if (leftMs > 0) {
        this.schedule(Math.min(leftMs, this.patienceMs));
        return;
      }
      this.waiting.delete(spread);
      this.snapshotSubject$.next(spread.snapshot(true));
    }
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}
