import { setTimeout as delay } from 'node:timers/promises';

/** What the process holds once the collector has run: of the system's memory, and of that what JavaScript knows of. */
export async function settledMemory() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await delay(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external };
}

/**
 * What each of `count` connections takes that came after `warm` others, and what each of all of them takes, counted from when there was none: there
 * the growth of the heap that any work brings is divided among them as well.
 */
export function growthEach({ start, warmed, end, count, warm }) {
  return {
    bytesEach: (end.residentBytes - warmed.residentBytes) / count,
    heapBytesEach: (end.heapBytes - warmed.heapBytes) / count,
    bytesEachFromNone: (end.residentBytes - start.residentBytes) / (count + warm),
  };
}
