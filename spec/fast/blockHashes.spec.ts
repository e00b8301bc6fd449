import { describe, expect, it } from '@jest/globals';
import { hashAt } from '../../lib/codec/hash.js';
import { setHashLater, setRemainingHashes } from '../../lib/fast/blockHashes.js';
import { MAX_BATCH_HASHES } from '../../lib/fast/hexBatch.js';
import type { OutPoint } from '../../lib/messages/transaction.js';

const source = Uint8Array.from({ length: 8000 }, (_, i) => (i * 31 + (i >> 8)) & 255);

function outPointsOf(count: number, source: Uint8Array): OutPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const outPoint = { hash: '', index };
    setHashLater(outPoint, source, 41 * index + 5);
    return outPoint;
  });
}

describe('setHashLater', () => {
  it.each([0, 1, 2, 7, 8, 9, 63, 64, 65, 128, 190])('sets each of %i hashes to that of hashAt', (count) => {
    const outPoints = outPointsOf(count, source);
    setRemainingHashes();
    expect(outPoints).toEqual(outPoints.map((_, index) => ({ hash: hashAt(source, 41 * index + 5), index })));
  });

  it('sets the hashes of a full batch without waiting for the others', () => {
    const outPoints = outPointsOf(MAX_BATCH_HASHES + 1, source);
    expect(outPoints.map(({ hash }) => hash.length)).toEqual([...Array<number>(MAX_BATCH_HASHES).fill(64), 0]);
    setRemainingHashes();
    expect(outPoints.at(-1)!.hash).toBe(hashAt(source, 41 * MAX_BATCH_HASHES + 5));
  });

  it('copies the bytes, because the source may be a buffer that is filled again', () => {
    const reused = source.slice();
    const outPoints = outPointsOf(3, reused);
    reused.fill(0);
    setRemainingHashes();
    expect(outPoints.map(({ hash }) => hash)).toEqual([0, 1, 2].map((index) => hashAt(source, 41 * index + 5)));
  });
});
