import { describe, expect, it } from '@jest/globals';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';

describe('createSeededRandom', () => {
  const numbers = (seed: number, stream: string): number[] => {
    const prng = createSeededRandom(seed, stream);
    return Array.from({ length: 20 }, () => prng.u32());
  };

  it('returns equal numbers for equal seed and stream, other numbers otherwise', () => {
    expect(numbers(1, 'a')).toEqual(numbers(1, 'a'));
    expect(numbers(1, 'a')).not.toEqual(numbers(2, 'a'));
    expect(numbers(1, 'a')).not.toEqual(numbers(1, 'b'));
  });

  it('stays within its limits and reaches all of them', () => {
    const prng = createSeededRandom(1, 'a');
    expect(new Set(Array.from({ length: 200 }, () => prng.below(5)))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(prng.bytes(33)).toHaveLength(33);
  });
});
