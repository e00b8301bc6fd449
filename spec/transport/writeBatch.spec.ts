import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WriteBatch } from '../../lib/transport/writeBatch.js';

describe('WriteBatch', () => {
  it('joins all bytes in order, and calls the callback of each chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 }), { minLength: 1, maxLength: 9 }), (chunks) => {
        const batch = new WriteBatch();
        const called: unknown[] = [];
        for (const [i, chunk] of chunks.entries())
          batch.add(chunk, i % 3 === 2 ? undefined : (is) => called.push([i, is]));
        const all = chunks.flatMap((chunk) => [...chunk]);
        expect(batch.sizeBytes).toBe(all.length);
        expect([...batch.bytes()]).toEqual(all);
        batch.settle(true);
        expect(called).toEqual(chunks.flatMap((_, i) => (i % 3 === 2 ? [] : [[i, true]])));
      }),
    );
  });

  it('copies chunks when there are several', () => {
    const batch = new WriteBatch();
    const chunk = Uint8Array.of(1, 2);
    batch.add(chunk, undefined);
    expect(batch.bytes()).toBe(chunk);
    batch.add(chunk, undefined);
    chunk.fill(9);
    expect([...batch.bytes()]).toEqual([1, 2, 1, 2]);
  });
});
