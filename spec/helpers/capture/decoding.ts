import type { CaptureDecoder } from '../../../lib/capture/captureDecoder.js';
import { CaptureError } from '../../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';

/** The records that a decoder returned, and the code and offset of the error that ended it. */
export interface Decoded {
  records: CaptureRecord[];
  fault?: { code: string; offset: number | undefined };
}

/** Pushes these chunks, ends the input, and collects the records until an error. */
export function decodeAll(decoder: CaptureDecoder, chunks: Iterable<Uint8Array>): Decoded {
  const records: CaptureRecord[] = [];
  function drain(): void {
    for (let record = decoder.next(); record !== undefined; record = decoder.next()) records.push(record);
  }
  const fault = captureFaultOf(() => {
    for (const chunk of chunks) {
      decoder.push(chunk);
      drain();
    }
    decoder.end();
    drain();
  });
  return fault === undefined ? { records } : { records, fault };
}

/** The CaptureError that a step throws, or undefined; rethrows any other error. */
export function captureFaultOf(step: () => unknown): Decoded['fault'] {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof CaptureError) return { code: error.code, offset: error.offset };
    throw error;
  }
}
