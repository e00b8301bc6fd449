import type { CaptureRecord } from '../../capture/captureRecord.js';

/** The records, and their bytes, that are fetched at once; the last record may exceed the bytes. */
const MAX_BATCH_RECORDS = 1000;
const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * Fetches records in batches: a promise for each record would take longer than decoding it. Batches of a synchronous source are
 * synchronous.
 *
 * A file is read no further than the batch, so at most one batch is held.
 */
export class RecordBatches {
  private readonly iterator: Iterator<CaptureRecord, unknown> | AsyncIterator<CaptureRecord, unknown>;
  private isStopped = false;
  /** The error of the source, which the call after the records before it throws. */
  private failure: { readonly error: unknown } | undefined;

  constructor(source: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>) {
    this.iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** The next records; an empty batch at the end. Throws, or rejects with, the error of the source, after the records before it. */
  next(): CaptureRecord[] | Promise<CaptureRecord[]> {
    const batch = new Batch();
    try {
      this.throwFailure();
      while (!batch.isFull) {
        const result = this.iterator.next();
        if (result instanceof Promise) return this.collect(batch, result);
        if (result.done === true) break;
        batch.add(result.value);
      }
    } catch (error) {
      this.keepFailure(error, batch);
    }
    return batch.records;
  }

  /** Ends the iteration, and closes the file. */
  stop(): void {
    this.isStopped = true;
    // No caller reads on, so an error in the cleanup of an async generator cannot be reported.
    Promise.resolve(this.iterator.return?.()).catch(() => undefined);
  }

  private async collect(
    batch: Batch,
    first: Promise<IteratorResult<CaptureRecord, unknown>>,
  ): Promise<CaptureRecord[]> {
    try {
      let result = await first;
      while (result.done !== true && !this.isStopped) {
        batch.add(result.value);
        if (batch.isFull) break;
        result = await this.iterator.next();
      }
    } catch (error) {
      this.keepFailure(error, batch);
    }
    return batch.records;
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  private keepFailure(error: unknown, { records }: Batch): void {
    this.failure = { error };
    if (records.length === 0) this.throwFailure();
  }
}

class Batch {
  readonly records: CaptureRecord[] = [];
  private bytes = 0;

  get isFull(): boolean {
    return this.records.length >= MAX_BATCH_RECORDS || this.bytes >= MAX_BATCH_BYTES;
  }

  add(record: CaptureRecord): void {
    this.records.push(record);
    this.bytes += record.kind === 'bytes' || record.kind === 'rawBytes' ? record.bytes.length : 0;
  }
}
