import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layoutTime } from '../../scripts/book/timeLayout.mjs';
import { lengthWords, momentWords } from '../../scripts/book/timeWords.mjs';

const roomPx = 500;
const MARBLE_PX = 21;

describe('layoutTime', () => {
  it('is to scale if there is room', () => {
    const { xOf } = layoutTime({ momentsMs: [2, 5, 10], endMs: 15, roomPx });
    const pxPerMs = xOf(10) / 10;
    expect([0, 2, 5, 15].map(xOf)).toEqual([0, 2, 5, 15].map((ms) => ms * pxPerMs));
  });

  it('leaves room for a marble between close times', () => {
    const { xOf, widthPx } = layoutTime({ momentsMs: [3, 4, 28], endMs: 29, roomPx });
    expect(xOf(4) - xOf(3)).toBeGreaterThan(MARBLE_PX);
    expect(widthPx).toBeLessThanOrEqual(roomPx);
  });

  it('shortens long gaps to the same width', () => {
    const { xOf, breaks } = layoutTime({ momentsMs: [2, 30_000, 3_600_000], endMs: 3_600_003, roomPx });
    expect(breaks.map(({ lengthMs }) => lengthMs)).toEqual([29_998, 3_570_000]);
    expect(xOf(3_600_000) - xOf(30_000)).toBe(xOf(30_000) - xOf(2));
    expect(breaks[0]!.middlePx).toBe((xOf(2) + xOf(30_000)) / 2);
  });

  it('is empty without events', () => {
    expect(layoutTime({ momentsMs: [], endMs: 0, roomPx })).toMatchObject({ widthPx: 0, breaks: [] });
  });

  it('errors for a time without events', () => {
    expect(() => layoutTime({ momentsMs: [2], endMs: 5, roomPx }).xOf(3)).toThrow('nothing happens at 3 ms');
  });

  it('places times from left to right at least one marble apart', () => {
    const time = fc.oneof(fc.nat(60), fc.nat(4_000_000));
    fc.assert(
      fc.property(fc.uniqueArray(time, { maxLength: 40 }), fc.nat(100), (momentsMs, restMs) => {
        const endMs = Math.max(0, ...momentsMs) + restMs;
        const { xOf, widthPx } = layoutTime({ momentsMs, endMs, roomPx });
        const xs = [...new Set([0, ...momentsMs, endMs])].sort((a, b) => a - b).map(xOf);
        for (const [i, x] of xs.slice(1).entries()) expect(x - xs[i]!).toBeGreaterThan(MARBLE_PX);
        expect(xs[0]).toBe(0);
        expect(xs.at(-1)).toBe(widthPx);
      }),
    );
  });
});

describe('texts of times', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [2500, '2.5 s'],
    [30_000, '30 s'],
    [300_000, '300 s'],
    [1_200_000, '20 min'],
    [1_400_000, '1400 s'],
    [3_600_005, '60 min + 5'],
    [10_001, '10 s + 1'],
  ])('a time at %i ms: %s', (ms, words) => expect(momentWords(ms)).toBe(words));

  it.each([
    [42, '42 ms'],
    [30_000, '30 s'],
    [3_599_995, '≈ 60 min'],
  ])('a silence of %i ms: %s', (ms, words) => expect(lengthWords(ms)).toBe(words));
});
