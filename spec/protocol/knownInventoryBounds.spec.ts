import { describe, expect, it } from '@jest/globals';
import { KnownInventory } from '../../lib/protocol/knownInventory.js';
import { inventoryKey, InventoryType, type InventoryItem } from '../../lib/messages/inventory.js';
import { hash } from '../helpers/samples.js';

const item = (n: number): InventoryItem => ({ type: InventoryType.transaction, hash: hash(n) });
const key = (n: number): string => inventoryKey(item(n));
const [A, B, C] = [1, 2, 3];

function withItems(capacity: number, ...numbers: number[]): KnownInventory {
  const known = new KnownInventory(capacity);
  for (const n of numbers) known.addItems([item(n)]);
  return known;
}

describe('items added by addItems()', () => {
  it('count in size, are found by has(), and are not new to add()', () => {
    expect(withItems(10, A, B).size).toBe(2);
    expect([withItems(10, A).has(key(A)), withItems(10, A).has(key(B))]).toEqual([true, false]);
    expect([withItems(10, A).add(key(A)), withItems(10, A).add(key(B))]).toEqual([false, true]);
  });

  it('are evicted before items that are added later', () => {
    const known = withItems(2, A, B);
    known.add(key(C));
    expect([A, B, C].map((n) => known.has(key(n)))).toEqual([false, true, true]);
  });

  it('are all kept up to four times the capacity; beyond that only the newest half is', () => {
    const repeated = (count: number): number[] => Array.from({ length: count }, () => B);
    expect(withItems(2, A, ...repeated(7)).has(key(A))).toBe(true);
    expect(withItems(2, A, ...repeated(8)).has(key(A))).toBe(false);
  });
});
