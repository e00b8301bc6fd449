import { describe, expect, it } from '@jest/globals';
import { histogramBins } from '../../../lib/dashboard/page/views/propagation/histogram.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';

describe('the histogram of delays', () => {
  it('counts each delay once, in at most 31 bins of equal width', () => {
    const seed = Date.now() % 1_000_000;
    const { u32 } = createSeededRandom(seed, 'histogram');
    const random = (): number => u32() / 2 ** 32;
    for (let run = 0; run < 200; run++) {
      const delays = Array.from({ length: 1 + Math.floor(random() * 300) }, () => 10 ** (random() * 7 - 2));
      const bins = histogramBins([0, ...delays]);
      const total = bins.reduce((sum, { count }) => sum + count, 0);
      expect({ seed, run, total, isShort: bins.length <= 31 }).toEqual({
        seed,
        run,
        total: delays.length + 1,
        isShort: true,
      });
      for (const { count, fromMs, toMs } of bins) {
        const inside = [0, ...delays].filter((delay) => delay >= fromMs && delay < toMs).length;
        // A delay on the edge of two bins may be rounded either way.
        expect({ seed, run, fromMs, isRight: Math.abs(count - inside) <= 1 }).toEqual({
          seed,
          run,
          fromMs,
          isRight: true,
        });
      }
    }
  });

  it('has one bin for delays that are much longer than most', () => {
    const bins = histogramBins([...Array.from({ length: 99 }, (_, i) => i), 600_000]);
    expect(bins.at(-1)).toEqual({ fromMs: 135, toMs: Infinity, count: 1 });
    expect(bins[0]).toEqual({ fromMs: 0, toMs: 5, count: 5 });
  });

  it('shows equal delays, a single one, and none', () => {
    expect(histogramBins([0])).toEqual([{ fromMs: 0, toMs: 1, count: 1 }]);
    expect(histogramBins([0, 0, 0])).toEqual([{ fromMs: 0, toMs: 1, count: 3 }]);
    expect(histogramBins([])).toEqual([]);
  });
});
