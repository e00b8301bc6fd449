import { describe, expect, it } from '@jest/globals';
import { blockLocator } from '../../lib/messages/blockLocator.js';
import { BITCOIN_LIMITS } from '../../lib/messages/limits.js';

const hashAt = (height: number): string => height.toString(16).padStart(64, '0');
const chain = (length: number): string[] => Array.from({ length }, (_, height) => hashAt(height));
const heights = (locator: readonly string[]): number[] => locator.map((hash) => Number.parseInt(hash, 16));

describe('blockLocator', () => {
  it('has every block of a chain of up to 13 blocks, the highest first', () => {
    for (let length = 0; length <= 13; length++) {
      expect(heights(blockLocator(chain(length)))).toEqual(Array.from({ length }, (_, i) => length - 1 - i));
    }
  });

  it('has 12 consecutive blocks, then doubles the step, then ends with the genesis block', () => {
    // By the loop of Bitcoin Core, chain.cpp LocatorEntries.
    const expected = [100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 87, 83, 75, 59, 27, 0];
    expect(heights(blockLocator(chain(101)))).toEqual(expected);
    expect(heights(blockLocator(hashAt, 100))).toEqual(expected);
  });

  it('calls the function only for the heights in the locator, in order', () => {
    const called: number[] = [];
    const locator = blockLocator((height) => {
      called.push(height);
      return hashAt(height);
    }, 1_000_000);
    expect(called).toEqual(heights(locator));
  });

  it('contains the genesis block once, even if a step ends there', () => {
    for (const tipHeight of [0, 1, 12, 13, 17, 25, 41, 73]) {
      expect(heights(blockLocator(hashAt, tipHeight)).filter((height) => height === 0)).toEqual([0]);
    }
  });

  it('is below the limit of a locator for the highest possible chain', () => {
    const locator = blockLocator(hashAt, 0x7fff_ffff);
    expect(locator).toHaveLength(42);
    expect(locator.length).toBeLessThanOrEqual(BITCOIN_LIMITS.maxLocatorHashes);
  });

  it.each([-1, 1.5, Number.NaN, 0x8000_0000, undefined as unknown as number])(
    'refuses the tip height %p',
    (tipHeight) => {
      expect(() => blockLocator(hashAt, tipHeight)).toThrow(
        expect.objectContaining({ code: 'INVALID_VALUE', message: expect.stringContaining('tipHeight') }),
      );
    },
  );

  it('rejects a height without a hash, and names the height', () => {
    const gap = chain(20);
    gap[18] = 'not a hash';
    expect(() => blockLocator(gap)).toThrow('at height 18');
    expect(() => blockLocator(() => undefined as unknown as string, 3)).toThrow('at height 3');
  });
});
