/**
 * The stream that a `for await` loop reads. It has a queue of values that are not read, and a queue of calls of `next()` that wait for a
 * value. At most one of the two queues has items.
 *
 * States: open (the source emits), ending (the source has ended; the loop gets the values that are not read, then the error if there is
 * one), done.
 */
import { Subscription } from 'rxjs';
import { abortError } from '../base/abortError.js';
import { Queue } from '../collections/queue.js';
import type { MessageStream } from './messageStream.js';

/** The side of a stream that its source uses. */
export interface StreamInput<T> {
  /** @param finish called once the loop has processed the value: when it asks for the next one. Not called if the stream ends before */
  push(value: T, finish?: () => void): void;
  /** The source has ended. */
  complete(): void;
  /** The source has ended by an error. */
  fail(error: unknown): void;
}

export class ValueStream<T> implements MessageStream<T>, StreamInput<T> {
  private droppedCount = 0;
  private readonly unread = new Queue<Unread<T>>();
  private readonly calls = new Queue<WaitingCall<T>>();
  /** The value that the loop processes: called when it asks for the next one. */
  private finishCurrent: (() => void) | undefined;
  private state: 'open' | 'ending' | 'done' = 'open';
  private failure: { readonly error: Error } | undefined;
  private readonly subscription = new Subscription();

  /**
   * @param maxUnread the number of values that are kept for a slow loop; beyond it the oldest is discarded
   * @param subscribe subscribes to the source at once
   */
  constructor(
    private readonly maxUnread: number,
    private readonly signal: AbortSignal | undefined,
    subscribe: (input: StreamInput<T>) => Subscription,
  ) {
    if (signal?.aborted === true) {
      this.abort();
      return;
    }
    signal?.addEventListener('abort', this.abort);
    this.subscription.add(subscribe(this));
  }

  get dropped(): number {
    return this.droppedCount;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const finish = this.finishCurrent;
    this.finishCurrent = undefined;
    finish?.();
    const item = this.unread.shift();
    if (item !== undefined) {
      this.finishCurrent = item.finish;
      return Promise.resolve({ done: false, value: item.value });
    }
    if (this.state === 'open') return new Promise((resolve, reject) => this.calls.push({ resolve, reject }));
    const { failure } = this;
    this.finish();
    return failure === undefined ? Promise.resolve(DONE) : Promise.reject(failure.error);
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.discard();
    this.complete();
    this.finish();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  push(value: T, finish?: () => void): void {
    if (this.state !== 'open') return;
    const call = this.calls.shift();
    if (call === undefined) {
      this.unread.push({ value, finish });
      if (this.unread.size <= this.maxUnread) return;
      this.unread.shift();
      this.droppedCount += 1;
      return;
    }
    call.resolve({ done: false, value });
    // A further call has already asked for the value after this one.
    if (this.calls.size > 0) finish?.();
    else this.finishCurrent = finish;
  }

  complete(): void {
    this.settle();
  }

  fail(error: unknown): void {
    if (this.state === 'open') this.settle({ error: error as Error });
  }

  private settle(failure?: { readonly error: Error }): void {
    if (this.state !== 'open') return;
    this.state = 'ending';
    this.failure = failure;
    if (this.calls.size === 0) return;
    if (failure !== undefined) this.calls.shift()!.reject(failure.error);
    this.finish();
    for (let call = this.calls.shift(); call !== undefined; call = this.calls.shift()) call.resolve(DONE);
  }

  private finish(): void {
    this.state = 'done';
    this.failure = undefined;
    // A signal may live much longer than the stream.
    this.signal?.removeEventListener('abort', this.abort);
  }

  private discard(): void {
    this.subscription.unsubscribe();
    this.unread.clear();
    this.finishCurrent = undefined;
  }

  private readonly abort = (): void => {
    this.discard();
    // The source may have ended before, with values that are not read.
    this.state = 'open';
    this.fail(abortError(this.signal));
  };
}

/** A value that the loop has not read. */
interface Unread<T> {
  readonly value: T;
  readonly finish: (() => void) | undefined;
}

/** A call of `next()` that waits for a value. */
interface WaitingCall<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
