import { Observable, Subject, Subscription } from 'rxjs';
import type { MonoTypeOperatorFunction, SchedulerLike, Subscriber } from 'rxjs';
import { Queue } from '../collections/queue.js';

type Done = ((written: boolean) => void) | undefined;

export interface MemoryPipeOptions {
  /** The number of bytes that are in transit or unread; further chunks wait in `pendingWrites`. */
  highWaterMarkBytes: number;
  /** The operator through which accepted chunks pass; see `MemoryDuplexesOptions.carry`. */
  carry: MonoTypeOperatorFunction<Uint8Array>;
  /** The scheduler of the flush timeout. */
  scheduler: SchedulerLike;
}

/**
 * One direction of a connection in memory, with the end that writes and the end that reads.
 *
 *     write() ─▶ pendingWrites ─▶ carry ─▶ unread ─▶ chunk$
 *                                 └─ inFlightBytes ─┘
 *
 * A chunk is written (in `pendingWrites`), then accepted (`done(true)`; in `carry` or `unread`), then delivered. It is accepted as long as
 * `inFlightBytes` stays within the high water mark, as an operating system accepts bytes into its buffers before they are read.
 *
 * Writer: open, ended by `end()` (pending chunks may still be accepted until the flush timeout), or refused, when the reader's end is gone.
 * Reader: not subscribed, reading, paused, or stopped by `stopReading()`, which discards everything that arrives.
 */
export class MemoryPipe {
  /** The pipe of the other direction. Its writes are refused when this one completes or fails, because the remote is gone then. */
  opposite: MemoryPipe | undefined;
  private readonly pendingWrites = new Queue<{ chunk: Uint8Array; done: Done }>();
  private readonly unread = new Queue<Uint8Array>();
  private readonly accepted$ = new Subject<Uint8Array>();
  private readonly drainSubject$ = new Subject<void>();
  private inFlightBytes = 0;
  private isAccepting = false;
  private isEnded = false;
  private isRefused = false;
  private flushTimer = Subscription.EMPTY;

  private reader: Subscriber<Uint8Array> | undefined;
  private isPaused = false;
  private isReadingStopped = false;
  private isCarryComplete = false;
  private failure: { error: unknown } | undefined;

  readonly drain$ = this.drainSubject$.asObservable();
  // Not a Subject: chunks that arrive before the first subscriber are queued for it.
  readonly chunk$: Observable<Uint8Array> = new Observable<Uint8Array>((subscriber) => {
    if (this.failure !== undefined) subscriber.error(this.failure.error);
    if (this.isReadingStopped) subscriber.complete();
    this.reader = subscriber;
    this.deliver();
    return () => (this.reader = undefined);
  });

  constructor(private readonly options: MemoryPipeOptions) {
    this.accepted$.pipe(options.carry).subscribe({
      next: (chunk) => this.onCarried(chunk),
      error: (error: unknown) => this.onCarryError(error),
      complete: () => this.onCarryComplete(),
    });
  }

  write(chunk: Uint8Array, done: Done): boolean {
    if (this.isEnded || this.isRefused) {
      done?.(false);
      return true;
    }
    this.pendingWrites.push({ chunk, done });
    this.acceptWrites();
    this.deliver();
    return this.pendingWrites.size === 0;
  }

  /** Ends the writer's side. Chunks that are not accepted within `flushTimeoutMs` are dropped (`done(false)`). */
  end(flushTimeoutMs: number): void {
    this.isEnded = true;
    if (flushTimeoutMs > 0 && this.pendingWrites.size > 0) {
      this.flushTimer = this.options.scheduler.schedule(() => this.dropPendingWrites(), flushTimeoutMs);
    } else {
      this.dropPendingWrites();
    }
    this.drainSubject$.complete();
  }

  setPaused(paused: boolean): void {
    this.isPaused = paused;
    this.deliver();
  }

  /** Ends the reader's side: completes `chunk$`, and discards unread chunks and all that arrive later. */
  stopReading(): void {
    this.isReadingStopped = true;
    this.reader?.complete();
    this.deliver();
  }

  private refuseWrites(): void {
    this.isRefused = true;
    this.dropPendingWrites();
  }

  private dropPendingWrites(): void {
    for (let next = this.pendingWrites.shift(); next !== undefined; next = this.pendingWrites.shift()) {
      next.done?.(false);
    }
    this.completeIfEnded();
  }

  private completeIfEnded(): void {
    if (!this.isEnded || this.pendingWrites.size > 0) return;
    this.flushTimer.unsubscribe();
    this.accepted$.complete();
  }

  private acceptWrites(): void {
    const wasAccepting = this.isAccepting;
    this.isAccepting = true;
    for (
      let next = this.pendingWrites.first();
      next !== undefined && this.hasRoomFor(next.chunk);
      next = this.pendingWrites.first()
    ) {
      this.pendingWrites.shift();
      this.inFlightBytes += next.chunk.length;
      this.accepted$.next(next.chunk);
      next.done?.(true);
    }
    this.completeIfEnded();
    this.isAccepting = wasAccepting;
  }

  /** A chunk larger than the high water mark is accepted when nothing else is in flight. */
  private hasRoomFor(chunk: Uint8Array): boolean {
    return this.inFlightBytes === 0 || this.inFlightBytes + chunk.length <= this.options.highWaterMarkBytes;
  }

  private onCarried(chunk: Uint8Array): void {
    this.unread.push(chunk);
    this.deliver();
  }

  private onCarryComplete(): void {
    this.isCarryComplete = true;
    this.opposite?.refuseWrites();
    this.deliver();
  }

  /** Unread chunks are lost, as by a TCP reset. */
  private onCarryError(error: unknown): void {
    this.isCarryComplete = true;
    this.unread.clear();
    this.failure = { error };
    this.opposite?.refuseWrites();
    this.reader?.error(error);
  }

  /** Emits unread chunks until the reader pauses, then completes if the writer has ended. */
  private deliver(): void {
    // A chunk that arrives while writes are accepted is delivered after the chunk that made room for it: the loop below continues with it.
    if (this.isAccepting) return;
    while (this.unread.size > 0 && (this.isReadingStopped || (this.reader !== undefined && !this.isPaused))) {
      const wasFull = this.pendingWrites.size > 0;
      const chunk = this.unread.shift()!;
      this.inFlightBytes -= chunk.length;
      this.acceptWrites();
      this.reader?.next(chunk);
      if (wasFull && this.pendingWrites.size === 0) this.drainSubject$.next();
    }
    if (this.isCarryComplete && this.unread.size === 0) this.reader?.complete();
  }
}
