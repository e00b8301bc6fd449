import { from, Subject, takeUntil, type Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { toPeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import { RemovableQueue } from '../../collections/removableQueue.js';
import type { ReadGate } from './readGate.js';

/** What one consumer has got and not finished. Its weight is bounded by the gate, which stops the reading. */
export class Backlog<R> {
  /** What came and is not under way yet. */
  private readonly waiting = new RemovableQueue<Weighed>();
  private subscriber: Subscriber<R> | undefined;
  /** Speaks when the subscriber has gone. */
  private readonly left$ = new Subject<void>();
  private unfinishedBytes = 0;
  private unfinishedMessages = 0;
  private active = 0;
  private isStarting = false;
  private isEnded = false;
  private isAbandoned = false;

  constructor(
    private readonly gate: ReadGate,
    private readonly project: (message: Message) => ObservableInput<R>,
    private readonly concurrency: number,
  ) {}

  push(message: Message, sizeBytes: number): void {
    if (this.isAbandoned) return;
    this.unfinishedBytes += sizeBytes;
    this.unfinishedMessages += 1;
    this.gate.take(sizeBytes);
    this.waiting.add({ message, sizeBytes });
    this.startNext();
  }

  /** The one subscriber is there. */
  flowTo(subscriber: Subscriber<R>): void {
    this.subscriber = subscriber;
    subscriber.add(() => this.abandon());
    this.startNext();
  }

  /** Nothing more comes. */
  end(): void {
    this.isEnded = true;
    this.startNext();
  }

  // Not mergeMap: with inners that complete at once it goes one deeper for each that waits.
  private startNext(): void {
    if (this.isStarting || this.subscriber === undefined) return;
    this.isStarting = true;
    while (this.active < this.concurrency && !this.subscriber.closed) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.begin(next, this.subscriber);
    }
    this.isStarting = false;
    if (this.isEnded && this.active === 0 && this.waiting.size === 0) this.subscriber.complete();
  }

  private begin({ message, sizeBytes }: Weighed, subscriber: Subscriber<R>): void {
    this.active += 1;
    let inner$: Observable<R>;
    try {
      // By takeUntil the work ends in the middle of what it gives at once, too.
      inner$ = from(this.project(message)).pipe(takeUntil(this.left$));
    } catch (error) {
      subscriber.error(toPeerError(error, 'project'));
      return;
    }
    inner$.subscribe({
      next: (value) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(toPeerError(error, 'project')),
      complete: () => {
        this.active -= 1;
        this.finished(sizeBytes);
        this.startNext();
      },
    });
  }

  private finished(sizeBytes: number): void {
    if (this.isAbandoned) return;
    this.unfinishedBytes -= sizeBytes;
    this.unfinishedMessages -= 1;
    this.gate.release(sizeBytes);
  }

  /** The subscriber has gone: what it had not finished weighs no more. */
  private abandon(): void {
    this.isAbandoned = true;
    this.left$.next();
    this.waiting.clear();
    this.gate.release(this.unfinishedBytes, this.unfinishedMessages);
    this.unfinishedBytes = 0;
    this.unfinishedMessages = 0;
  }
}

/** A message and what it weighs: the bytes of its frame. */
interface Weighed {
  readonly message: Message;
  readonly sizeBytes: number;
}
