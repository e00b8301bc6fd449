import { describe, expect, it } from '@jest/globals';
import { backoffMs } from '../../lib/pool/backoff.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';

const options = { minMs: 1000, maxMs: 60_000 };
const constant = (byte: number) => (bytes: number) => new Uint8Array(bytes).fill(byte);

describe('the pause after failures', () => {
  it('doubles up to maxMs', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backoffMs(failures, options, constant(0)));
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is shorter by a random part of at most half', () => {
    expect(backoffMs(1, options, constant(0xff))).toBeCloseTo(500, 5);
    expect(backoffMs(1, options, constant(0xff))).toBeGreaterThan(500);
  });

  it.each([1, 2, 3])('is uniformly distributed, seed %d', (seed) => {
    const { bytes } = createSeededRandom(seed, 'backoff');
    const pauses = Array.from({ length: 4000 }, () => backoffMs(4, options, bytes));
    const quarters = [0, 1, 2, 3].map((n) => pauses.filter((ms) => Math.floor((ms - 4000) / 1000) === n).length);
    for (const count of quarters) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(8000);
    const again = createSeededRandom(seed, 'backoff');
    expect(pauses.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => backoffMs(4, options, again.bytes)));
  });
});
