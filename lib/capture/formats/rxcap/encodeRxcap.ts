import { concat, defer, map, of, type OperatorFunction } from 'rxjs';
import type { CaptureRecord } from '../../captureRecord.js';
import { encodeRxcapHeader, encodeRxcapRecord } from './rxcapEncoder.js';

/**
 * Encodes records to the bytes of a `.rxcap` file, version 2: emits the file header at subscription, then one chunk for each record.
 *
 *     records  ---------o--b----c-----|
 *     bytes    [header]-o--b----c-----|
 *
 * Errors with CaptureError `INVALID_RECORD` for a record with a wrong field, and with the error of the source.
 *
 * @example
 * record(peer).pipe(encodeRxcap()).subscribe((chunk) => socket.write(chunk));
 */
export function encodeRxcap(): OperatorFunction<CaptureRecord, Uint8Array> {
  return (record$) =>
    concat(
      defer(() => of(encodeRxcapHeader())),
      record$.pipe(map(encodeRxcapRecord)),
    );
}
