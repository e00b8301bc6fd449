import type { CaptureDecoder } from '../../../lib/capture/captureDecoder.js';
import { CaptureError } from '../../../lib/capture/captureError.js';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';

/** What a decoder made of a file: its records, and the fault that ended it. */
export interface Decoded {
  records: CaptureRecord[];
  fault?: { code: string; offset: number | undefined };
}

/** Feeds these chunks, then the end; what was whole before a fault is kept. */
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

/** The fault that the step raises, or undefined; any other error than a CaptureError is thrown on. */
export function captureFaultOf(step: () => unknown): Decoded['fault'] {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof CaptureError) return { code: error.code, offset: error.offset };
    throw error;
  }
}
