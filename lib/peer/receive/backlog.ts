import { from, Subject, takeUntil, type Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { toPeerError } from '../../base/errors.js';
import type { Message } from '../../messages/table.js';
import { RemovableQueue } from '../../collections/removableQueue.js';
import type { ReadGate } from './readGate.js';

/** The unfinished messages of one consumer. The read gate bounds their size: it stops reading above its budget. */
export class Backlog<R> {
  /** Messages whose processing has not started. */
  private readonly waiting = new RemovableQueue<QueuedMessage>();
  private subscriber: Subscriber<R> | undefined;
  /** Emits when the subscriber unsubscribes. */
  private readonly unsubscribed$ = new Subject<void>();
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

  /** Starts to deliver to the one subscriber. */
  deliverTo(subscriber: Subscriber<R>): void {
    this.subscriber = subscriber;
    subscriber.add(() => this.abandon());
    this.startNext();
  }

  /** No further message arrives. */
  end(): void {
    this.isEnded = true;
    this.startNext();
  }

  // Not mergeMap: with inner Observables that complete synchronously its stack grows by each queued message.
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

  private begin({ message, sizeBytes }: QueuedMessage, subscriber: Subscriber<R>): void {
    this.active += 1;
    let inner$: Observable<R>;
    try {
      // takeUntil also ends an inner Observable that emits synchronously.
      inner$ = from(this.project(message)).pipe(takeUntil(this.unsubscribed$));
    } catch (error) {
      subscriber.error(toPeerError(error, 'project'));
      return;
    }
    inner$.subscribe({
      next: (value) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(toPeerError(error, 'project')),
      complete: () => {
        this.active -= 1;
        this.release(sizeBytes);
        this.startNext();
      },
    });
  }

  private release(sizeBytes: number): void {
    if (this.isAbandoned) return;
    this.unfinishedBytes -= sizeBytes;
    this.unfinishedMessages -= 1;
    this.gate.release(sizeBytes);
  }

  /** The subscriber has unsubscribed: its unfinished messages are released. */
  private abandon(): void {
    this.isAbandoned = true;
    this.unsubscribed$.next();
    this.waiting.clear();
    this.gate.release(this.unfinishedBytes, this.unfinishedMessages);
    this.unfinishedBytes = 0;
    this.unfinishedMessages = 0;
  }
}

/** A message and the size of its frame. */
interface QueuedMessage {
  readonly message: Message;
  readonly sizeBytes: number;
}
