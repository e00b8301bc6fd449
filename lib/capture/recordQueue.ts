import { Subscription, type Observable } from 'rxjs';
import { CaptureError } from './captureError.js';
import type { CaptureRecord } from './captureRecord.js';

/** A batch ends with the record that reaches this size. */
const BATCH_BYTES = 1024 * 1024;
/** An estimate of the memory that a record takes in addition to its bytes. */
const RECORD_COST_BYTES = 100;
/** The most bytes of a `secrets` record: the shared secret, and the garbage of both sides. */
const MAX_SECRETS_BYTES = 32 + 2 * 4095;

/**
 * Bounded queue between an Observable of records and a slower writer.
 *
 * Subscribes in the constructor. States:
 * - collecting: records are added to `records`, and `takeBatch` waits for the first one.
 * - ended (`isEnded`): the source has completed or failed, the bound was exceeded, or `close` was called. The subscription is gone. Queued
 *   records can still be taken; then `takeBatch` resolves to an empty array, and `throwSourceError` throws the reason, if it was an error.
 *
 * Memory: at most `maxBytes`. Each record counts with RECORD_COST_BYTES more than its bytes. An empty queue accepts one record of any
 * size. One record beyond the bound ends the queue with CaptureError `QUEUE_FULL`.
 */
export class RecordQueue {
  private records: CaptureRecord[] = [];
  private queuedBytes = 0;
  private isEnded = false;
  private failure: { readonly reason: unknown } | undefined;
  private wakeTaker: () => void = () => undefined;
  private readonly subscription = new Subscription();

  constructor(
    record$: Observable<CaptureRecord>,
    private readonly maxBytes: number,
  ) {
    this.subscription.add(
      record$.subscribe({
        next: (record) => this.add(record),
        error: (reason: unknown) => this.endQueue({ reason }),
        complete: () => this.endQueue(),
      }),
    );
  }

  /** Waits for at least one record and removes the next batch; resolves to an empty array if the queue has ended and is empty. */
  async takeBatch(): Promise<CaptureRecord[]> {
    if (this.records.length === 0 && !this.isEnded) await new Promise<void>((resolve) => (this.wakeTaker = resolve));
    let count = 0;
    let bytes = 0;
    while (count < this.records.length && bytes < BATCH_BYTES) bytes += costOf(this.records[count++]!);
    this.queuedBytes -= bytes;
    return this.records.splice(0, count);
  }

  /** Throws the error that ended the queue, if there was one. */
  throwSourceError(): void {
    if (this.failure !== undefined) throw this.failure.reason;
  }

  /** Unsubscribes from the source and drops the queued records. */
  close(): void {
    this.endQueue();
    this.records = [];
  }

  private add(record: CaptureRecord): void {
    // A synchronous source that does not check `closed` continues to emit after the unsubscription.
    if (this.isEnded) return;
    const bytes = costOf(record);
    if (this.queuedBytes > 0 && this.queuedBytes + bytes > this.maxBytes) {
      this.endQueue({
        reason: new CaptureError(
          'QUEUE_FULL',
          `more than ${this.maxBytes} bytes are waiting to be written: raise maxQueuedBytes, or record less`,
        ),
      });
      return;
    }
    this.records.push(record);
    this.queuedBytes += bytes;
    this.wakeTaker();
  }

  private endQueue(failure?: { readonly reason: unknown }): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.failure = failure;
    this.subscription.unsubscribe();
    this.wakeTaker();
  }
}

function costOf(record: CaptureRecord): number {
  return RECORD_COST_BYTES + bytesOf(record);
}

function bytesOf(record: CaptureRecord): number {
  if ('bytes' in record) return record.bytes.length;
  return record.kind === 'secrets' ? MAX_SECRETS_BYTES : 0;
}
