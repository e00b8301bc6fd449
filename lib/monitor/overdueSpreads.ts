import type { Subscription } from 'rxjs';
import { Subject, type Observable, type SchedulerLike } from 'rxjs';
import type { Propagation, Spread } from './spread.js';

/**
 * The items that 90 % of the peers have not announced yet. All items have the same timeout, so they become overdue in the order in which
 * they were added, and one timer, for the oldest item, is enough. Removing an item does not change the timer: when it fires, it is scheduled
 * again for the item that is the oldest then.
 */
export class OverdueSpreads<P> {
  /** A Set keeps the order in which items were added. */
  private readonly waiting = new Set<Spread<P>>();
  private readonly snapshotSubject$ = new Subject<Propagation<P>>();
  private timer: Subscription | undefined;

  /** Emits each item once, when it becomes overdue. */
  readonly snapshot$: Observable<Propagation<P>> = this.snapshotSubject$.asObservable();

  constructor(
    private readonly overdueAfterMs: number,
    private readonly scheduler: SchedulerLike,
  ) {}

  add(spread: Spread<P>): void {
    this.waiting.add(spread);
    if (this.timer === undefined) this.schedule(this.overdueAfterMs);
  }

  remove(spread: Spread<P>): void {
    this.waiting.delete(spread);
  }

  /** Removes all items and completes `snapshot$`. */
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
    // A subscriber may add items during the loop: the loop reaches them, and `timer` stays set until the loop ends, so `add` schedules none.
    for (const spread of this.waiting) {
      const leftMs = spread.firstAtMs + this.overdueAfterMs - this.scheduler.now();
      if (leftMs > 0) {
        this.schedule(Math.min(leftMs, this.overdueAfterMs));
        return;
      }
      this.waiting.delete(spread);
      this.snapshotSubject$.next(spread.snapshot(true));
    }
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}
