import type { PayloadSpans } from './payloadSpans.js';
import { checksum } from './sha256d.js';
import { createSha256Lanes } from './sha256Lanes.js';
import { matchesInLanes } from './checksumLanes.js';

/**
 * How many of these payloads, from the first on, have the checksum that their header says: all of them, or those before the first that
 * has not.
 *
 * Four at a time where the runtime has WebAssembly with SIMD, else one by one.
 */
export function countMatching(chunk: Uint8Array, spans: PayloadSpans): number {
  // Made when it is first needed: whoever only encodes never pays for it.
  lanes ??= createSha256Lanes() ?? NONE;
  return lanes === NONE || spans.count === 1 ? countMatchingPlainly(chunk, spans) : matchesInLanes(lanes, chunk, spans);
}

/** The same, one by one: what the other is held against. */
export function countMatchingPlainly(chunk: Uint8Array, { count, starts, ends, checksums }: PayloadSpans): number {
  for (let i = 0; i < count; i++) {
    if (checksum(chunk.subarray(starts[i], ends[i])) !== checksums[i]) return i;
  }
  return count;
}

const NONE = Symbol('no lanes');
let lanes: ReturnType<typeof createSha256Lanes> | typeof NONE;
