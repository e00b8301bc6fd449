import type { CaptureRecord } from './captureRecord.js';

/** Decodes the bytes of one file format into records: `push` a chunk, then call `next` until it returns undefined. */
export interface CaptureDecoder {
  push(chunk: Uint8Array): void;
  /** The next complete record, or undefined if more bytes are needed. Errors with a CaptureError; the decoder cannot be used afterwards. */
  next(): CaptureRecord | undefined;
  /**
   * Ends the input. Errors with CaptureError `TRUNCATED` if it ends inside a record. Call `next` afterwards: some decoders hold records
   * until the end.
   */
  end(): void;
}

/** Pushes a chunk and yields the records that it completes. */
export function* decodeChunk(decoder: CaptureDecoder, chunk: Uint8Array): Generator<CaptureRecord, void> {
  decoder.push(chunk);
  yield* completeRecords(decoder);
}

/** Ends the input and yields the records that the decoder held until then. */
export function* decodeEnd(decoder: CaptureDecoder): Generator<CaptureRecord, void> {
  decoder.end();
  yield* completeRecords(decoder);
}

function* completeRecords(decoder: CaptureDecoder): Generator<CaptureRecord, void> {
  for (let record = decoder.next(); record !== undefined; record = decoder.next()) yield record;
}
