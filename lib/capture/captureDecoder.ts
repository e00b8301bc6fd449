import type { CaptureRecord } from './captureRecord.js';

/** Reads one format: `push` a chunk, then take what is whole by `next` until it gives undefined. */
export interface CaptureDecoder {
  push(chunk: Uint8Array): void;
  /** The next record, or undefined when more bytes are needed. Errors with a CaptureError, and is of no use afterwards. */
  next(): CaptureRecord | undefined;
  /** Says that no more bytes come: errors with CaptureError `TRUNCATED` in the middle of a record. `next` may have more to tell. */
  end(): void;
}

/** The records that this chunk completes. */
export function* decodeChunk(decoder: CaptureDecoder, chunk: Uint8Array): Generator<CaptureRecord, void> {
  decoder.push(chunk);
  yield* drain(decoder);
}

/** The records that the end of the stream completes. */
export function* decodeEnd(decoder: CaptureDecoder): Generator<CaptureRecord, void> {
  decoder.end();
  yield* drain(decoder);
}

function* drain(decoder: CaptureDecoder): Generator<CaptureRecord, void> {
  for (let record = decoder.next(); record !== undefined; record = decoder.next()) yield record;
}
