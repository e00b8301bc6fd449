import type { CaptureRecord } from './captureRecord.js';

/** What has been written. */
export interface WrittenCapture {
  /** The records that were given and are written. */
  readonly records: number;
  /** What the file grew by, a header included. */
  readonly bytes: number;
  /** What was cut off the file before, since it was no whole record: the rest of a writer that died. */
  readonly discardedBytes: number;
}

/** A format's way into files. */
export interface CaptureWriter {
  open(): Promise<void>;
  /** Writes these records, or, where one is none, those before it. */
  write(records: readonly CaptureRecord[]): Promise<void>;
  /** Writes what is still to be written, and closes what is open. */
  close(): Promise<void>;
  readonly written: WrittenCapture;
}
