import { Subscription, type Observable } from 'rxjs';
import { CaptureError } from './captureError.js';
import type { CaptureRecord } from './captureRecord.js';

/** What is handed out at once, the last record of it apart. */
const BATCH_BYTES = 1024 * 1024;
/** What a record weighs beside its bytes. */
const RECORD_COST_BYTES = 100;

/**
 * Holds the records that come faster than they are written: subscribes at once, and hands them out in batches.
 *
 * Holds at most `maxBytes`, each record counted with 100 bytes more (one record is always taken). Beyond that it unsubscribes: what it
 * holds is still handed out, and the end is CaptureError `QUEUE_FULL`.
 */
export class RecordQueue {
  private records: CaptureRecord[] = [];
  private waitingBytes = 0;
  private isEnded = false;
  private failure: { readonly reason: unknown } | undefined;
  private wake: () => void = () => undefined;
  private readonly subscription = new Subscription();

  constructor(
    record$: Observable<CaptureRecord>,
    private readonly maxBytes: number,
  ) {
    this.subscription.add(
      record$.subscribe({
        next: (record) => this.add(record),
        error: (reason: unknown) => this.end({ reason }),
        complete: () => this.end(),
      }),
    );
  }

  /** The next records, once there are any; none when the source has ended and all are handed out. */
  async takeBatch(): Promise<CaptureRecord[]> {
    if (this.records.length === 0 && !this.isEnded) await new Promise<void>((resolve) => (this.wake = resolve));
    let count = 0;
    let bytes = 0;
    while (count < this.records.length && bytes < BATCH_BYTES) bytes += weightOf(this.records[count++]!);
    this.waitingBytes -= bytes;
    return this.records.splice(0, count);
  }

  /** Errors with the reason why the source ended, where it did not complete. */
  throwSourceError(): void {
    if (this.failure !== undefined) throw this.failure.reason;
  }

  /** Lets go of the source and of what waits. */
  close(): void {
    this.end();
    this.records = [];
  }

  private add(record: CaptureRecord): void {
    // A synchronous source goes on until it returns.
    if (this.isEnded) return;
    const bytes = weightOf(record);
    if (this.waitingBytes > 0 && this.waitingBytes + bytes > this.maxBytes) {
      this.end({ reason: new CaptureError('QUEUE_FULL', `more than ${this.maxBytes} bytes wait to be written`) });
      return;
    }
    this.records.push(record);
    this.waitingBytes += bytes;
    this.wake();
  }

  private end(failure?: { readonly reason: unknown }): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.failure = failure;
    this.subscription.unsubscribe();
    this.wake();
  }
}

function weightOf(record: CaptureRecord): number {
  return RECORD_COST_BYTES + (record.kind === 'bytes' ? record.bytes.length : 0);
}
