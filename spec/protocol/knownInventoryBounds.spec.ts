import { describe, expect, it } from '@jest/globals';
import { KnownInventory } from '../../lib/protocol/knownInventory.js';
import { inventoryKey, InventoryType, type InventoryItem } from '../../lib/messages/inventory.js';
import { hash } from '../helpers/samples.js';

const item = (n: number): InventoryItem => ({ type: InventoryType.transaction, hash: hash(n) });
const key = (n: number): string => inventoryKey(item(n));
const [A, B, C] = [1, 2, 3];

function noting(capacity: number, ...numbers: number[]): KnownInventory {
  const known = new KnownInventory(capacity);
  for (const n of numbers) known.addItems([item(n)]);
  return known;
}

describe('what was noted of a remote', () => {
  it('is counted by size, found by has(), and not new to add()', () => {
    expect(noting(10, A, B).size).toBe(2);
    expect([noting(10, A).has(key(A)), noting(10, A).has(key(B))]).toEqual([true, false]);
    expect([noting(10, A).add(key(A)), noting(10, A).add(key(B))]).toEqual([false, true]);
  });

  it('is older than what is added after it', () => {
    const known = noting(2, A, B);
    known.add(key(C));
    expect([A, B, C].map((n) => known.has(key(n)))).toEqual([false, true, true]);
  });

  it('is complete up to four times the capacity, and only its newest half beyond', () => {
    const repeated = (count: number): number[] => Array.from({ length: count }, () => B);
    expect(noting(2, A, ...repeated(7)).has(key(A))).toBe(true);
    expect(noting(2, A, ...repeated(8)).has(key(A))).toBe(false);
  });
});
