import { setTimeout as delay } from 'node:timers/promises';

/** Resident memory of the process after garbage collections, and the part of it that V8 manages. */
export async function settledMemory() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await delay(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external };
}

/**
 * Memory per connection. `bytesEach` and `heapBytesEach`: the growth while `count` connections were added to the `warm` existing ones.
 * `bytesEachFromNone`: the growth since there was no connection, divided by all connections; it includes the heap growth of any first work.
 */
export function growthEach({ start, warmed, end, count, warm }) {
  return {
    bytesEach: (end.residentBytes - warmed.residentBytes) / count,
    heapBytesEach: (end.heapBytes - warmed.heapBytes) / count,
    bytesEachFromNone: (end.residentBytes - start.residentBytes) / (count + warm),
  };
}
