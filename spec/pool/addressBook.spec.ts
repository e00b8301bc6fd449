import { describe, expect, it } from '@jest/globals';
import { AddressBook } from '../../lib/pool/addressBook.js';
import type { DiscoveredAddress } from '../../lib/pool/addressBookEntry.js';
import { peerAddressOf } from '../../lib/pool/peerAddress.js';
import { createSeededRandom, type SeededRandom } from '../../lib/collections/seededRandom.js';

const DAY_MS = 86_400_000;

function bookOf(seed = 1, capacity = 10_000): AddressBook {
  return new AddressBook({ capacity, random: createSeededRandom(seed, 'book').bytes });
}

function received(text: string, lastSeenMs = 0): DiscoveredAddress {
  return { address: peerAddressOf(text, 8333)!, services: 1n, lastSeenMs };
}

const ip = (n: number): string => `${1 + ((n >>> 24) % 200)}.${(n >>> 16) & 0xff}.${(n >>> 8) & 0xff}.${n & 0xff}`;

/** Adds a number of tried addresses, each in its own group. */
function makeTried(book: AddressBook, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `${ip(0x3000_0000 + (i << 16))}:8333`;
    book.addDiscovered(received(key), `source ${i}`);
    book.markConnected(key, 9n, 1000);
    return key;
  });
}

/** Checks the invariants of an address book. */
function checkBook(book: AddressBook, capacity: number): void {
  expect(book.fresh.size + book.tried.size).toBeLessThanOrEqual(capacity);
  expect(book.tried.size).toBeLessThanOrEqual(capacity / 5);
  const bySource = new Map<string, number>();
  for (const { source } of book.fresh) bySource.set(source, (bySource.get(source) ?? 0) + 1);
  expect(Math.max(0, ...bySource.values())).toBeLessThanOrEqual(book.fresh.capacity / 16);
  const keys = [...book.fixed.values(), ...book.tried, ...book.fresh].map(({ address }) => address.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => book.find(key)?.address.key !== key)).toEqual([]);
}

describe('an address book', () => {
  it('stores an address as fresh until markConnected, then as tried', () => {
    const book = bookOf();
    book.addDiscovered(received('1.2.3.4'), 'a');
    expect([book.freshCount, book.triedCount]).toEqual([1, 0]);
    book.markConnected('1.2.3.4:8333', 9n, 5000);
    expect([book.freshCount, book.triedCount]).toEqual([0, 1]);
    expect(book.find('1.2.3.4:8333')).toMatchObject({ services: 9n, lastGoodMs: 5000, lastSeenMs: 5000, source: 'a' });
    book.markConnected('9.9.9.9:8333', 9n, 5000);
    expect(book.triedCount).toBe(1);
  });

  it('updates a known address only from a newer report', () => {
    const book = bookOf();
    book.addDiscovered(received('1.2.3.4', 10), 'a');
    book.addDiscovered({ ...received('1.2.3.4', 5), services: 2n }, 'b');
    expect(book.find('1.2.3.4:8333')).toMatchObject({ lastSeenMs: 10, services: 1n, source: 'a' });
    book.addDiscovered({ ...received('1.2.3.4', 20), services: 2n }, 'b');
    expect(book.find('1.2.3.4:8333')).toMatchObject({ lastSeenMs: 20, services: 3n, source: 'a' });
  });

  it.each([1, 2])('keeps tried addresses in a flood of 100,000 from one source, seed %d', (seed) => {
    const book = bookOf(seed);
    const tried = makeTried(book, 100);
    for (let n = 0; n < 500; n++) book.addDiscovered(received(ip(0x5000_0000 + (n << 16))), `honest ${n % 50}`);
    const honest = book.fresh.size;
    for (let n = 0; n < 100_000; n++) book.addDiscovered(received(ip(0x6000_0000 + n * 601)), 'flood');
    checkBook(book, 10_000);
    expect(tried.filter((key) => book.tried.find(key) === undefined)).toEqual([]);
    expect(book.fresh.size).toBe(honest + book.fresh.capacity / 16);
  });

  it('keeps tried addresses, and the other groups, in a flood from many sources', () => {
    const book = bookOf();
    const tried = makeTried(book, 100);
    for (let n = 0; n < 200; n++) book.addDiscovered(received(ip(0x5000_0000 + (n << 16))), `honest ${n}`);
    for (let n = 0; n < 100_000; n++)
      book.addDiscovered(received(ip(0x6001_0000 + (n & 0xf_ffff))), `flood ${n % 1000}`);
    checkBook(book, 10_000);
    expect(book.fresh.size).toBe(book.fresh.capacity);
    expect(tried.filter((key) => book.tried.find(key) === undefined)).toEqual([]);
    // The flood fills two groups, whose addresses evict each other.
    expect([...book.fresh].filter(({ source }) => source.startsWith('honest')).length).toBe(200);
  });

  it('stores an address that is evicted from the tried ones as fresh', () => {
    const book = bookOf(1, 100);
    makeTried(book, 30);
    expect([book.tried.size, book.fresh.size]).toEqual([20, 10]);
    expect([...book.fresh].every(({ lastGoodMs }) => lastGoodMs === 1000)).toBe(true);
  });

  it('removes an address that was never connected after three failures, unless mayRemove is false', () => {
    const book = bookOf();
    book.addDiscovered(received('1.2.3.4'), 'a');
    for (let i = 0; i < 5; i++) book.recordFailure('1.2.3.4:8333', 0, false);
    expect(book.find('1.2.3.4:8333')?.failures).toBe(5);
    book.recordFailure('1.2.3.4:8333', 0, true);
    expect(book.find('1.2.3.4:8333')).toBeUndefined();
    expect(book.recordFailure('1.2.3.4:8333', 0, true)).toBeUndefined();
  });

  it('removes an address that was connected after ten failures and a week', () => {
    const book = bookOf();
    const [key] = makeTried(book, 1) as [string];
    for (let i = 0; i < 50; i++) book.recordFailure(key, 6 * DAY_MS, true);
    expect(book.find(key)).toBeDefined();
    book.markStable(key, 6 * DAY_MS);
    for (let i = 0; i < 9; i++) book.recordFailure(key, 14 * DAY_MS, true);
    expect(book.find(key)).toBeDefined();
    book.recordFailure(key, 14 * DAY_MS, true);
    expect(book.find(key)).toBeUndefined();
  });

  it('never removes the addresses of the user', () => {
    const book = bookOf();
    book.addDiscovered(received('1.2.3.4'), 'a');
    book.addFixed(peerAddressOf('1.2.3.4:8333')!);
    book.addFixed(peerAddressOf('a.example:1')!);
    expect([book.fixed.size, book.fresh.size, book.freshCount, book.triedCount]).toEqual([2, 0, 2, 0]);
    for (let i = 0; i < 50; i++) book.recordFailure('1.2.3.4:8333', 99 * DAY_MS, true);
    book.addDiscovered(received('1.2.3.4', 50), 'b');
    expect(book.find('1.2.3.4:8333')?.failures).toBe(50);
    book.markConnected('1.2.3.4:8333', 1n, 1);
    expect([book.fixed.size, book.tried.size, book.freshCount, book.triedCount]).toEqual([2, 0, 1, 1]);
  });

  it.each([11, 12, 13, 14])('keeps its bounds under random operations, seed %d', (seed) => {
    const capacity = 160;
    const book = bookOf(seed, capacity);
    const prng = createSeededRandom(seed, 'deeds');
    for (let i = 0; i < 3000; i++) {
      randomOperation(book, prng, i);
      if (i % 50 === 0) checkBook(book, capacity);
    }
    checkBook(book, capacity);
    expect(book.tried.size).toBeGreaterThan(0);
  });
});

function randomOperation(book: AddressBook, prng: SeededRandom, nowMs: number): void {
  const key = `${ip((prng.below(40) << 16) + prng.below(20))}:8333`;
  const deed = prng.below(10);
  if (deed < 5) book.addDiscovered(received(key, nowMs), `source ${prng.below(5)}`);
  else if (deed < 7) book.markConnected(key, 1n, nowMs);
  else if (deed < 9) book.recordFailure(key, nowMs, prng.below(2) === 0);
  else if (prng.below(100) === 0) book.addFixed(peerAddressOf(key)!);
}
