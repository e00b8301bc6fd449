import { Observable, type Subscriber } from 'rxjs';
import { Queue } from '../collections/queue.js';

/** How a stream has ended: with an error, or without one. */
export interface StreamEnd {
  /** Undefined if the remote has ended its side normally. */
  readonly error?: Error | undefined;
}

/**
 * The bytes that the other side of a bridge has sent and that `chunk$` has not emitted: at most the window. Grants further bytes when half of the
 * window was emitted. While there is no subscriber, and while it is paused, nothing is granted.
 */
export class CreditedReader {
  private readonly unread = new Queue<Uint8Array>();
  private subscriber: Subscriber<Uint8Array> | undefined;
  private grantedBytes = 0;
  private emittedBytes = 0;
  private isPaused = false;
  private isDelivering = false;
  private isStopped = false;
  private streamEnd: StreamEnd | undefined;

  // Not a Subject: chunks that arrive before the subscription, or while reading is paused, are queued.
  readonly chunk$: Observable<Uint8Array> = new Observable<Uint8Array>((subscriber) => {
    this.subscriber = subscriber;
    this.deliver();
    return () => (this.subscriber = undefined);
  });

  /** @param grant sends a credit */
  constructor(
    private readonly windowBytes: number,
    private readonly grant: (bytes: number) => void,
  ) {}

  /** Grants the window. */
  begin(): void {
    this.grantedBytes = this.windowBytes;
    this.grant(this.windowBytes);
  }

  /** @returns false if the other side was not granted these bytes */
  push(chunk: Uint8Array): boolean {
    if (chunk.length > this.grantedBytes) return false;
    this.grantedBytes -= chunk.length;
    if (!this.isStopped) this.unread.push(chunk);
    this.deliver();
    return true;
  }

  setPaused(paused: boolean): void {
    this.isPaused = paused;
    this.deliver();
  }

  /** No further chunk arrives. The stream ends after the queued ones. */
  end(streamEnd: StreamEnd): void {
    this.streamEnd ??= streamEnd;
    this.deliver();
  }

  /** Completes the stream. Queued chunks are dropped, and so is every chunk that arrives afterwards. */
  stop(): void {
    this.isStopped = true;
    this.unread.clear();
    this.end({});
    this.subscriber?.complete();
  }

  private deliver(): void {
    // A subscriber may pause, resume or close while it gets a chunk: the loop below continues with what it has changed.
    if (this.isDelivering) return;
    this.isDelivering = true;
    while (this.unread.size > 0 && this.subscriber !== undefined && !this.isPaused) {
      const chunk = this.unread.shift()!;
      this.subscriber.next(chunk);
      this.onEmitted(chunk.length);
    }
    this.isDelivering = false;
    if (this.streamEnd === undefined || this.unread.size > 0) return;
    if (this.streamEnd.error === undefined) this.subscriber?.complete();
    else this.subscriber?.error(this.streamEnd.error);
  }

  private onEmitted(bytes: number): void {
    this.emittedBytes += bytes;
    if (this.emittedBytes < this.windowBytes / 2 || this.streamEnd !== undefined) return;
    const grantedBytes = this.emittedBytes;
    this.emittedBytes = 0;
    this.grantedBytes += grantedBytes;
    this.grant(grantedBytes);
  }
}
