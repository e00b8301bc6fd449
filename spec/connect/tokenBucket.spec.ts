import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from '../../lib/connect/tokenBucket.js';

/** The number of tokens that can be taken at this time without a wait. */
function takeAll(bucket: TokenBucket, nowMs: number): number {
  let taken = 0;
  while (bucket.msUntilToken(nowMs) === 0) {
    bucket.take(nowMs);
    taken += 1;
  }
  return taken;
}

describe('TokenBucket', () => {
  it.each([1, 3, 5, 50, 1000])('has the %i tokens of one second at first, and again after one second', (perSecond) => {
    const bucket = new TokenBucket(perSecond, 5000);
    expect(takeAll(bucket, 5000)).toBe(perSecond);
    expect(takeAll(bucket, 6000)).toBe(perSecond);
  });

  it('never stores more than those of one second', () => {
    const bucket = new TokenBucket(5, 0);
    expect(takeAll(bucket, 3_600_000)).toBe(5);
  });

  it('refills continuously', () => {
    const bucket = new TokenBucket(5, 0);
    takeAll(bucket, 0);
    expect(bucket.msUntilToken(0)).toBe(200);
    expect(bucket.msUntilToken(199)).toBe(1);
    expect(bucket.msUntilToken(200)).toBe(0);
    expect(takeAll(bucket, 400)).toBe(2);
  });

  it('states a wait in whole milliseconds after which a token is available, at any time of day', () => {
    for (const startMs of [0, 0.1, 1_767_225_600_000.123]) {
      for (const perSecond of [3, 7, 50, 999]) {
        const bucket = new TokenBucket(perSecond, startMs);
        let nowMs = startMs;
        for (let n = 0; n < 1000; n++) {
          const waitMs = bucket.msUntilToken(nowMs);
          expect(Number.isInteger(waitMs)).toBe(true);
          nowMs += waitMs;
          expect(bucket.msUntilToken(nowMs)).toBe(0);
          bucket.take(nowMs);
        }
        // A wait is rounded up, and the time between it and the exact one counts towards the next token.
        const exactMs = ((1000 - perSecond) * 1000) / perSecond;
        expect(nowMs - startMs - exactMs).toBeGreaterThan(-1);
        expect(nowMs - startMs - exactMs).toBeLessThan(2);
      }
    }
  });

  it('is not filled by a clock that is set back', () => {
    const bucket = new TokenBucket(5, 1000);
    takeAll(bucket, 1000);
    expect(bucket.msUntilToken(0)).toBe(200);
    expect(bucket.msUntilToken(1000)).toBe(200);
  });
});
