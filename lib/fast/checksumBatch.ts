import { laneCounter } from '#checksumLanes';
import { sha256Into } from '#sha256';
import type { LaneParts } from './checksumLanes.js';
import { cachedChecksum, pingChecksumCache } from './pingChecksumCache.js';
import type { PayloadSpans } from './payloadSpans.js';

/**
 * The number of payloads before the first one whose checksum differs from the one that its header declares; all if none differs. Four
 * payloads are hashed at a time if the runtime has WebAssembly with SIMD, else one by one.
 */
export function countMatching(chunk: Uint8Array, spans: PayloadSpans): number {
  const countInLanes = spans.count === 1 ? undefined : laneCounter(PARTS);
  return countInLanes === undefined ? countMatchingOneByOne(chunk, spans) : countInLanes(chunk, spans);
}

/** The same without lanes. */
export function countMatchingOneByOne(chunk: Uint8Array, { count, starts, ends, checksums }: PayloadSpans): number {
  for (let i = 0; i < count; i++) {
    if (cachedChecksum(chunk.subarray(starts[i], ends[i])) !== checksums[i]) return i;
  }
  return count;
}

const PARTS: LaneParts = { sha256Into, pingCache: pingChecksumCache };
