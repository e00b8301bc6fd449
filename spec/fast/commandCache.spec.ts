import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cachedCommand } from '../../lib/fast/commandCache.js';
import { commandOf } from '../../lib/frame/header.js';

describe('cachedCommand', () => {
  it('returns what commandOf returns, cached or not, after any other commands', () => {
    const character = fc.oneof(fc.integer({ min: 0x61, max: 0x7a }), fc.integer({ min: 0, max: 255 }));
    const field = fc
      .tuple(fc.array(character, { minLength: 12, maxLength: 12 }), fc.integer({ min: 0, max: 12 }))
      .map(([codes, length]) => Uint8Array.from(codes, (code, i) => (i < length ? code : 0)));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 50 }), (fields) => {
        for (const bytes of [...fields, ...fields]) expect(cachedCommand(bytes, 0)).toBe(commandOf(bytes, 0));
      }),
    );
  });
});
