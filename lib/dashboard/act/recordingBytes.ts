import type { CaptureRecord } from '../../capture/captureRecord.js';

/** The maximum size of the file header and the records `opened` and `closed`: the message of an error has up to 4096 bytes. */
export const ENDS_BYTES = 8 * 1024;

/** The number of bytes that `.rxcap` adds to the bytes of a record, rounded up (lib/capture/RXCAP.md); a record has up to 1 MiB. */
const RECORD_OVERHEAD_BYTES = 32;
const RECORD_BYTES = 1_000_000;

/** The bytes that a record takes in the file, rounded up; 0 for `opened` and `closed`, which ENDS_BYTES covers. */
export function recordingBytes(record: CaptureRecord): number {
  if (record.kind !== 'bytes') return 0;
  const { length } = record.bytes;
  return length + RECORD_OVERHEAD_BYTES * (1 + Math.floor(length / RECORD_BYTES));
}
