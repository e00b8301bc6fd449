import { concat, concatMap, defer, type OperatorFunction } from 'rxjs';
import { decodeEnd, decodeChunk } from '../../captureDecoder.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { RxcapDecoder } from './rxcapDecoder.js';

/**
 * Decodes the bytes of a `.rxcap` file into records, each as soon as its last byte has arrived.
 *
 *     bytes    --[header, he]--[ader, body]--[two records]--|
 *     records  ----------------r-------------(st)-----------|
 *
 * Errors with CaptureError, after the records before the damage: `UNKNOWN_FORMAT` or `UNSUPPORTED` for the file header, `MALFORMED` for a
 * damaged record, `TRUNCATED` if the source completes inside a record. Memory, for each subscription: as RxcapDecoder, one unfinished record.
 *
 * @example
 * from([bytes]).pipe(decodeRxcap()).subscribe(console.log);
 */
export function decodeRxcap(): OperatorFunction<Uint8Array, CaptureRecord> {
  return (chunk$) =>
    defer(() => {
      const decoder = new RxcapDecoder();
      return concat(
        chunk$.pipe(concatMap((chunk) => decodeChunk(decoder, chunk))),
        defer(() => decodeEnd(decoder)),
      );
    });
}
