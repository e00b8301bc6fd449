import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latin1Reader as node } from '../../lib/codec/latin1Node.js';
import { latin1Reader as portable } from '../../lib/codec/latin1Portable.js';

describe('the two implementations of latin1', () => {
  it('return the same text, and do not change with later writes to the bytes', () => {
    const ascii = fc.array(fc.nat(127), { maxLength: 100 });
    fc.assert(
      fc.property(ascii, fc.nat(100), (codes, length) => {
        const window = new Uint8Array(120).subarray(7, 7 + codes.length);
        const readers = [node(window), portable(window)];
        window.set(codes);
        const expected = String.fromCharCode(...codes.slice(0, length));
        expect(readers.map((read) => read(Math.min(length, codes.length)))).toEqual([expected, expected]);
      }),
    );
  });
});
