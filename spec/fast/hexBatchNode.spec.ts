import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latin1Bytes } from '../../lib/fast/hexBatchNode.js';
import { createHexBatch } from '../../lib/fast/hexBatchPortable.js';

describe('latin1Bytes', () => {
  it('returns the bytes that the array contains at the call', () => {
    const ascii = fc.array(fc.nat(127), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(ascii, fc.nat(100), fc.nat(100), (codes, first, second) => {
        const window = new Uint8Array(120).subarray(7, 7 + codes.length);
        const bytes = latin1Bytes(window);
        window.set(codes);
        const [start, end] = [first, second].map((at) => Math.min(at, codes.length)).sort((a, b) => a - b);
        expect(bytes.latin1Slice(start!, end!)).toBe(String.fromCharCode(...codes.slice(start, end)));
      }),
    );
  });
});

it('a batch is undefined outside of Node', () => {
  expect(createHexBatch(64)).toBeUndefined();
});
