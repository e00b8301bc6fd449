import { Observable, Subject, Subscription } from 'rxjs';
import type { MonoTypeOperatorFunction, SchedulerLike, Subscriber } from 'rxjs';
import { Queue } from '../collections/queue.js';

type Done = ((written: boolean) => void) | undefined;

export interface MemoryPipeOptions {
  /** How many bytes may be under way or unread; what is beyond waits on the side that writes. */
  windowBytes: number;
  carry: MonoTypeOperatorFunction<Uint8Array>;
  scheduler: SchedulerLike;
}

/**
 * One direction of a connection in memory, with the end that writes and the end that reads.
 *
 *     write() ─▶ untaken ─▶ carry ─▶ unread ─▶ chunk$
 *                           └── the window ──┘
 */
export class MemoryPipe {
  /** The direction back: who learns here that the remote is gone need not write there any more. */
  opposite: MemoryPipe | undefined;
  private readonly untaken = new Queue<{ chunk: Uint8Array; done: Done }>();
  private readonly unread = new Queue<Uint8Array>();
  private readonly inlet$ = new Subject<Uint8Array>();
  private readonly drainSubject$ = new Subject<void>();
  private takenBytes = 0;
  private isTaking = false;
  private isEnding = false;
  private isRefused = false;
  private givingUp = Subscription.EMPTY;

  private reader: Subscriber<Uint8Array> | undefined;
  private isPaused = false;
  private isLeft = false;
  private isOver = false;
  private failure: { error: unknown } | undefined;

  readonly drain$ = this.drainSubject$.asObservable();
  // Not a Subject: what came before the first subscriber waits for it.
  readonly chunk$: Observable<Uint8Array> = new Observable<Uint8Array>((subscriber) => {
    if (this.failure !== undefined) subscriber.error(this.failure.error);
    if (this.isLeft) subscriber.complete();
    this.reader = subscriber;
    this.flow();
    return () => (this.reader = undefined);
  });

  constructor(private readonly options: MemoryPipeOptions) {
    this.inlet$.pipe(options.carry).subscribe({
      next: (chunk) => this.arrive(chunk),
      error: (error: unknown) => this.fail(error),
      complete: () => this.endArrives(),
    });
  }

  write(chunk: Uint8Array, done: Done): boolean {
    if (this.isEnding || this.isRefused) {
      done?.(false);
      return true;
    }
    this.untaken.push({ chunk, done });
    this.take();
    this.flow();
    return this.untaken.size === 0;
  }

  /** Nothing more is written: the end goes behind what waits, which has so long to be taken. */
  end(flushTimeoutMs: number): void {
    this.isEnding = true;
    if (flushTimeoutMs > 0 && this.untaken.size > 0) {
      this.givingUp = this.options.scheduler.schedule(() => this.giveUp(), flushTimeoutMs);
    } else {
      this.giveUp();
    }
    this.drainSubject$.complete();
  }

  setPaused(paused: boolean): void {
    this.isPaused = paused;
    this.flow();
  }

  /** Nobody reads any more: what is there and what still comes is thrown away. */
  leave(): void {
    this.isLeft = true;
    this.reader?.complete();
    this.flow();
  }

  private refuse(): void {
    this.isRefused = true;
    this.giveUp();
  }

  /** What has not been taken yet will not be. */
  private giveUp(): void {
    for (let next = this.untaken.shift(); next !== undefined; next = this.untaken.shift()) next.done?.(false);
    this.finish();
  }

  private finish(): void {
    if (!this.isEnding || this.untaken.size > 0) return;
    this.givingUp.unsubscribe();
    this.inlet$.complete();
  }

  /** As an operating system does: what is taken is on its way, whoever reads it. */
  private take(): void {
    const wasTaking = this.isTaking;
    this.isTaking = true;
    for (let next = this.untaken.first(); next !== undefined && this.fits(next.chunk); next = this.untaken.first()) {
      this.untaken.shift();
      this.takenBytes += next.chunk.length;
      this.inlet$.next(next.chunk);
      next.done?.(true);
    }
    this.finish();
    this.isTaking = wasTaking;
  }

  private fits(chunk: Uint8Array): boolean {
    return this.takenBytes === 0 || this.takenBytes + chunk.length <= this.options.windowBytes;
  }

  private arrive(chunk: Uint8Array): void {
    this.unread.push(chunk);
    this.flow();
  }

  private endArrives(): void {
    this.isOver = true;
    this.opposite?.refuse();
    this.flow();
  }

  /** What is unread is lost, as by a reset. */
  private fail(error: unknown): void {
    this.isOver = true;
    this.unread.clear();
    this.failure = { error };
    this.opposite?.refuse();
    this.reader?.error(error);
  }

  /** Hands over what waits, and then the end. */
  private flow(): void {
    // What arrives while it is taken waits for the chunk that made room for it.
    if (this.isTaking) return;
    while (this.unread.size > 0 && (this.isLeft || (this.reader !== undefined && !this.isPaused))) {
      const wasFull = this.untaken.size > 0;
      const chunk = this.unread.shift()!;
      this.takenBytes -= chunk.length;
      this.take();
      this.reader?.next(chunk);
      if (wasFull && this.untaken.size === 0) this.drainSubject$.next();
    }
    if (this.isOver && this.unread.size === 0) this.reader?.complete();
  }
}
