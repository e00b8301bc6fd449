import { describe, expect, it } from '@jest/globals';
import { bytesOf, PayloadSlabs } from '../../lib/dashboard/payloadSlabs.js';

const payload = (length: number, seed = length): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i) % 256);

describe('the payloads of a conversation', () => {
  it('are what was given, of any length, in any order', () => {
    const slabs = new PayloadSlabs();
    const lengths = [0, 8, 37, 1024, 1025, 4096, 5000, 0, 61, 1024, 1024, 1024, 1024, 8, 70_000, 1];
    const all = lengths.map((length, i) => payload(length, i));
    const kept = all.map((each) => slabs.keep(each));
    expect(kept.map(bytesOf)).toEqual(all);
  });

  it('are copies, of windows too', () => {
    const slabs = new PayloadSlabs();
    const chunk = payload(3000);
    const [short, long] = [chunk.subarray(10, 20), chunk.subarray(20, 2000)];
    const expected = [short.slice(), long.slice()];
    const kept = [short, long].map((each) => slabs.keep(each));
    chunk.fill(0);
    expect(kept.map(bytesOf)).toEqual(expected);
  });

  it('share slabs of 4 KiB where they are short', () => {
    const slabs = new PayloadSlabs();
    const kept = Array.from({ length: 128 }, (_, i) => slabs.keep(payload(64, i)));
    expect([...new Set(kept.map(({ slab }) => slab))].map(({ byteLength }) => byteLength)).toEqual([4096, 4096]);
    expect(slabs.keep(payload(1025)).slab).toHaveLength(1025);
  });
});
