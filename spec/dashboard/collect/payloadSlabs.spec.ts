import { describe, expect, it } from '@jest/globals';
import { payloadBytes, PayloadSlabs } from '../../../lib/dashboard/collect/payloadSlabs.js';

const payload = (length: number, seed = length): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i) % 256);

describe('PayloadSlabs', () => {
  it('stores payloads of any length, in any order', () => {
    const slabs = new PayloadSlabs();
    const lengths = [0, 8, 37, 1024, 1025, 4096, 5000, 0, 61, 1024, 1024, 1024, 1024, 8, 70_000, 1];
    const all = lengths.map((length, i) => payload(length, i));
    const stored = all.map((each) => slabs.store(each));
    expect(stored.map(payloadBytes)).toEqual(all);
  });

  it('stores copies', () => {
    const slabs = new PayloadSlabs();
    const chunk = payload(3000);
    const [short, long] = [chunk.subarray(10, 20), chunk.subarray(20, 2000)];
    const expected = [short.slice(), long.slice()];
    const stored = [short, long].map((each) => slabs.store(each));
    chunk.fill(0);
    expect(stored.map(payloadBytes)).toEqual(expected);
  });

  it('stores short payloads together in slabs of 4 KiB', () => {
    const slabs = new PayloadSlabs();
    const stored = Array.from({ length: 128 }, (_, i) => slabs.store(payload(64, i)));
    expect([...new Set(stored.map(({ slab }) => slab))].map(({ byteLength }) => byteLength)).toEqual([4096, 4096]);
    expect(slabs.store(payload(1025)).slab).toHaveLength(1025);
  });
});
