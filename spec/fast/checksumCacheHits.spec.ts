import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as originalLanes from '../../lib/fast/sha256Wasm.js';
import * as originalHash from '../../lib/crypto/sha256Node.js';

/** Counts of calls: hashes that are not computed in the lanes, and modules of lanes that were compiled. */
let hashes = 0;
let compilations = 0;

jest.unstable_mockModule('../../lib/crypto/sha256Node.js', () => ({
  ...originalHash,
  sha256Into: (...args: Parameters<typeof originalHash.sha256Into>) => {
    hashes += 1;
    originalHash.sha256Into(...args);
  },
}));
jest.unstable_mockModule('../../lib/fast/sha256Wasm.js', () => ({
  ...originalLanes,
  createSha256Lanes: () => {
    compilations += 1;
    return originalLanes.createSha256Lanes();
  },
}));
// A module that was loaded before the mock keeps the original.
const { countMatching } = await import('../../lib/fast/checksumBatch.js');
const { cachedChecksum, pingChecksumCache } = await import('../../lib/fast/pingChecksumCache.js');
const { PayloadSpans } = await import('../../lib/fast/payloadSpans.js');
const { checksum } = await import('../../lib/crypto/sha256d.js');

beforeEach(() => {
  hashes = 0;
});

describe('the cache of checksums of eight bytes', () => {
  it('hashes once, and answers from then on', () => {
    const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    cachedChecksum(payload);
    expect(hashes).toBe(2);
    for (let i = 0; i < 10; i++) cachedChecksum(payload.slice());
    expect(hashes).toBe(2);
  });

  it('is filled by payloads that were verified together, so a pong is not hashed after its ping', () => {
    const chunk = Uint8Array.from({ length: 5 * 8 }, (_, i) => i);
    const spans = new PayloadSpans(5);
    for (let at = 0; at < chunk.length; at += 8) spans.add(at, at + 8, checksum(chunk.subarray(at, at + 8)));
    expect(countMatching(chunk, spans)).toBe(5);
    hashes = 0;
    for (let at = 0; at < chunk.length; at += 8) cachedChecksum(chunk.subarray(at, at + 8));
    expect(hashes).toBe(0);
  });

  it('remembers the computed checksum of a payload, not the wrong one that its header declares', () => {
    const chunk = Uint8Array.from({ length: 4 * 8 }, (_, i) => 100 + i);
    const spans = new PayloadSpans(4);
    for (let at = 0; at < chunk.length; at += 8) spans.add(at, at + 8, 1234);
    expect(countMatching(chunk, spans)).toBe(0);
    for (let at = 0; at < chunk.length; at += 8) {
      expect(pingChecksumCache.find(chunk, at)).toBe(checksum(chunk.subarray(at, at + 8)));
    }
  });

  it.each([7, 9])('is not used for %p bytes', (length) => {
    const payload = new Uint8Array(length).fill(9);
    cachedChecksum(payload);
    cachedChecksum(payload);
    expect(hashes).toBe(4);
  });

  it('does not hash an empty payload at all', () => {
    expect(cachedChecksum(new Uint8Array(0))).toBe(checksum(new Uint8Array(0)));
    expect(hashes).toBe(2);
  });
});

describe('the lanes of SHA-256', () => {
  it('are compiled once for all chunks', () => {
    const spans = new PayloadSpans(2);
    const chunk = Uint8Array.of(1, 2, 3, 4);
    compilations = 0;
    for (let i = 0; i < 3; i++) {
      spans.clear();
      spans.add(0, 2, 0);
      spans.add(2, 4, 0);
      countMatching(chunk, spans);
    }
    expect(compilations).toBeLessThanOrEqual(1);
  });
});
