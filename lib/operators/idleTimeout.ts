import { asyncScheduler, Observable, of, Subscription, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { PeerTimeoutError } from '../base/errors.js';
import { MAX_DELAY_MS } from '../base/optionChecks.js';

export interface IdleTimeoutOptions {
  /** Default 300_000 (lbcd, peer/peer.go idleTimeout). */
  idleTimeoutMs?: number | undefined;
  /** While its last value is true the timeout is stopped; it starts again from zero when the value becomes false. Default: never paused. */
  paused$?: Observable<boolean> | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Emits every value of the source, and errors if none arrives for `idleTimeoutMs`.
 *
 *     source                          --a--b----------c
 *     idleTimeout({ idleTimeoutMs: 6 })   --a--b-----#
 *
 * Errors with PeerTimeoutError `IDLE_TIMEOUT`. lbcd: the idle timer of peer/peer.go inHandler.
 */
export function idleTimeout<T>({
  idleTimeoutMs = IDLE_TIMEOUT_MS,
  paused$ = of(false),
  scheduler = asyncScheduler,
}: IdleTimeoutOptions = {}): MonoTypeOperatorFunction<T> {
  return (source$) =>
    // Not timeout({ each }): it starts a timer for every message; here one timer compares the clock when it fires.
    new Observable((subscriber) => {
      const timer = new IdleTimer(idleTimeoutMs, scheduler, () => subscriber.error(idleError(idleTimeoutMs)));
      subscriber.add(() => timer.stop());
      subscriber.add(
        paused$.subscribe((paused) => {
          if (paused) timer.stop();
          else timer.start();
        }),
      );
      subscriber.add(
        source$.subscribe({
          next(item) {
            timer.touch();
            subscriber.next(item);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
}

/** The default of `idleTimeoutMs`: lbcd, peer/peer.go idleTimeout. */
export const IDLE_TIMEOUT_MS = 300_000;

export function idleError(timeoutMs: number): PeerTimeoutError {
  return new PeerTimeoutError('IDLE_TIMEOUT', `no message for ${timeoutMs} ms`, timeoutMs);
}

/** Calls back when `touch` was not called for `timeoutMs`. One timer compares the clock when the timeout may be over; `touch` starts none. */
class IdleTimer {
  private lastMs = 0;
  private timer = Subscription.EMPTY;

  constructor(
    private readonly timeoutMs: number,
    private readonly scheduler: SchedulerLike,
    private readonly onTimeout: () => void,
  ) {}

  /** Starts, or starts again from zero. */
  start(): void {
    this.touch();
    this.schedule(this.timeoutMs);
  }

  touch(): void {
    this.lastMs = this.scheduler.now();
  }

  stop(): void {
    this.timer.unsubscribe();
  }

  private schedule(delayMs: number): void {
    this.timer.unsubscribe();
    // A longer timeout than a timer can have is compared again when the timer fires.
    this.timer = this.scheduler.schedule(() => this.onTimer(), Math.min(delayMs, MAX_DELAY_MS));
  }

  private onTimer(): void {
    const leftMs = this.lastMs + this.timeoutMs - this.scheduler.now();
    if (leftMs > 0) this.schedule(leftMs);
    else this.onTimeout();
  }
}
