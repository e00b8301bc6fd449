import { concat, defer, map, of, type OperatorFunction } from 'rxjs';
import type { CaptureRecord } from '../../captureRecord.js';
import { encodeRxcapHeader, encodeRxcapRecord } from './rxcapEncoder.js';

/**
 * Turns records into the bytes of a `.rxcap` file: its header at once, then one chunk a record.
 *
 *     records  ---------o--b----c-----|
 *     bytes    [header]-o--b----c-----|
 *
 * Errors with CaptureError `INVALID_RECORD` for a record that is none.
 */
export function encodeRxcap(): OperatorFunction<CaptureRecord, Uint8Array> {
  return (record$) =>
    concat(
      defer(() => of(encodeRxcapHeader())),
      record$.pipe(map(encodeRxcapRecord)),
    );
}
