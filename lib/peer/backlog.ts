import type { Subscriber } from 'rxjs';
import type { Message } from '../messages/table.js';
import type { ReadGate } from './readGate.js';

/** A message and what it weighs: the bytes of its frame. */
export interface Weighed {
  readonly message: Message;
  readonly sizeBytes: number;
}

/** What one consumer has got and not finished. Its weight is bounded by the gate, which stops the reading. */
export class Backlog {
  /** What came before the subscriber. */
  private readonly early: Weighed[] = [];
  private subscriber: Subscriber<Weighed> | undefined;
  private unfinishedBytes = 0;
  private isEnded = false;
  private isAbandoned = false;

  constructor(private readonly gate: ReadGate) {}

  push(weighed: Weighed): void {
    if (this.isAbandoned) return;
    this.unfinishedBytes += weighed.sizeBytes;
    this.gate.take(weighed.sizeBytes);
    if (this.subscriber === undefined) this.early.push(weighed);
    else this.subscriber.next(weighed);
  }

  /** The one subscriber is there. */
  flowTo(subscriber: Subscriber<Weighed>): void {
    for (let next = this.early.shift(); next !== undefined; next = this.early.shift()) subscriber.next(next);
    this.subscriber = subscriber;
    if (this.isEnded) subscriber.complete();
  }

  finished(sizeBytes: number): void {
    if (this.isAbandoned) return;
    this.unfinishedBytes -= sizeBytes;
    this.gate.release(sizeBytes);
  }

  end(): void {
    this.isEnded = true;
    this.subscriber?.complete();
  }

  /** The subscriber has gone: what it had not finished weighs no more. */
  abandon(): void {
    if (this.isAbandoned) return;
    this.isAbandoned = true;
    this.early.length = 0;
    this.gate.release(this.unfinishedBytes);
  }
}
