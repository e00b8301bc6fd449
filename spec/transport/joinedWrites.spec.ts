import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JoinedWrites } from '../../lib/transport/joinedWrites.js';

describe('JoinedChunks', () => {
  it('gives all bytes in their order, and tells each chunk what became of it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 }), { minLength: 1, maxLength: 9 }), (chunks) => {
        const joined = new JoinedWrites();
        const told: unknown[] = [];
        for (const [i, chunk] of chunks.entries())
          joined.add(chunk, i % 3 === 2 ? undefined : (is) => told.push([i, is]));
        const all = chunks.flatMap((chunk) => [...chunk]);
        expect(joined.sizeBytes).toBe(all.length);
        expect([...joined.joined()]).toEqual(all);
        joined.settle(true);
        expect(told).toEqual(chunks.flatMap((_, i) => (i % 3 === 2 ? [] : [[i, true]])));
      }),
    );
  });

  it('does not keep what it has copied', () => {
    const joined = new JoinedWrites();
    const chunk = Uint8Array.of(1, 2);
    joined.add(chunk, undefined);
    expect(joined.joined()).toBe(chunk);
    joined.add(chunk, undefined);
    chunk.fill(9);
    expect([...joined.joined()]).toEqual([1, 2, 1, 2]);
  });
});
