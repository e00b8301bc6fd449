import type { CaptureRecord } from './captureRecord.js';

/** The result of writeCaptureFile. */
export interface WrittenCapture {
  /** The number of records written. In Core's format all records that were read count, although only messages are stored. */
  readonly records: number;
  /** The number of bytes added to the file, or files, headers included. */
  readonly bytes: number;
  /**
   * With `append`: the number of bytes of an incomplete last record that were cut off; a process that dies may leave such a record.
   * Otherwise 0.
   */
  readonly discardedBytes: number;
}

/** Writes records into the files of one format. */
export interface CaptureWriter {
  open(): Promise<void>;
  /** Writes these records. If one is invalid, writes those before it and then rejects. */
  write(records: readonly CaptureRecord[]): Promise<void>;
  /** Closes the files. Can be called if `open` has failed. */
  close(): Promise<void>;
  readonly written: WrittenCapture;
}
