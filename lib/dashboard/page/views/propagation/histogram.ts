/** The number of delays in a range of delays. */
export interface Bin {
  readonly fromMs: number;
  /** Infinity for the last bin, if some delays are much longer than the others. */
  readonly toMs: number;
  readonly count: number;
}

/** The maximum number of bins, without the bin of very long delays. */
const MAX_BINS = 30;
/**
 * Longer delays than this many times the 90th percentile share one bin, so that one slow peer does not compress the rest of the histogram.
 */
const LONG_FACTOR = 3;

/** The delays in bins of equal width, which is 1, 2 or 5 times a power of ten. */
export function histogramBins(delaysMs: readonly number[]): Bin[] {
  if (delaysMs.length === 0) return [];
  const sorted = [...delaysMs].sort((a, b) => a - b);
  const p90 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.9) - 1)]!;
  const longest = sorted.at(-1)!;
  const hasLong = p90 > 0 && longest > p90 * LONG_FACTOR;
  const endMs = hasLong ? p90 * 1.5 : longest;
  const widthMs = binWidth(endMs);
  const bins = Math.floor(endMs / widthMs) + 1;
  const counts = new Array<number>(bins).fill(0);
  let long = 0;
  for (const delayMs of sorted) {
    const bin = Math.floor(delayMs / widthMs);
    if (bin < bins) counts[bin]! += 1;
    else long += 1;
  }
  const result = counts.map((count, i): Bin => ({ fromMs: i * widthMs, toMs: (i + 1) * widthMs, count }));
  return hasLong ? [...result, { fromMs: bins * widthMs, toMs: Infinity, count: long }] : result;
}

function binWidth(endMs: number): number {
  if (endMs <= 0) return 1;
  const rough = endMs / MAX_BINS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each > rough)!;
}
