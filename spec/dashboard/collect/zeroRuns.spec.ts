import { describe, expect, it } from '@jest/globals';
import { packZeros, unpackZeros } from '../../../lib/dashboard/protocol/zeroRuns.js';

describe('runs of zeros', () => {
  it.each([
    [[], []],
    [[0], [-1]],
    [
      [5, 0, 0, 0, 7, 0],
      [5, -3, 7, -1],
    ],
    [
      [0, 0, 0.5, 1],
      [-2, 0.5, 1],
    ],
  ])('packs %j as %j, and back', (values, packed) => {
    expect(packZeros(values)).toEqual(packed);
    expect(unpackZeros(packed)).toEqual(values);
  });
});
