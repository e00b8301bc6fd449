import type { SequenceLine } from '../../../lib/dashboard/protocol/sequence.js';

/** A received ping of 32 bytes, one second per number, unless the fields say otherwise. */
export function sequenceLine(number: number, fields: Partial<SequenceLine> = {}): SequenceLine {
  return { number, atMs: number * 1000, direction: 'received', command: 'ping', summary: '', sizeBytes: 32, ...fields };
}
