import { createHash } from 'node:crypto';
import type { Observable } from 'rxjs';
import { CaptureError } from '../../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { concat } from '../wire/bytes.js';
import type { Decoded } from './decoding.js';

/** The records of a synchronous source, and the CaptureError that ends it. */
export function collect(record$: Observable<CaptureRecord>): Decoded {
  const collected: Decoded = { records: [] };
  record$.subscribe({
    next: (record) => collected.records.push(record),
    error(error: unknown) {
      if (!(error instanceof CaptureError)) throw error;
      collected.fault = { code: error.code, offset: error.offset };
    },
  });
  return collected;
}

/** All bytes of one direction. */
export function bytesOn(records: readonly CaptureRecord[], direction: 'received' | 'sent'): Uint8Array {
  return concat(
    records.flatMap((record) => (record.kind === 'bytes' && record.direction === direction ? [record.bytes] : [])),
  );
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
