import { concat, concatMap, defer, type OperatorFunction } from 'rxjs';
import { decodeEnd, decodeChunk } from '../../captureDecoder.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { RxcapDecoder } from './rxcapDecoder.js';

/**
 * Cuts the bytes of a `.rxcap` file into records, each as soon as it is whole.
 *
 *     bytes    --[header, he]--[ader, body]--[two records]--|
 *     records  ----------------r-------------(st)-----------|
 *
 * Errors with CaptureError: `UNKNOWN_FORMAT` or `UNSUPPORTED` at the beginning, `MALFORMED` at a record that is damaged, `TRUNCATED`
 * when the source completes inside one; the records before it are emitted first. Remembers what RxcapDecoder does, per subscription.
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
