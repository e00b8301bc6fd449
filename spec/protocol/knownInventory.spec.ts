import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KnownInventory } from '../../lib/protocol/knownInventory.js';
import { inventoryKey, InventoryType, isBlockItem, type InventoryItem } from '../../lib/messages/inventory.js';
import { hasBlock, itemCount, lastBlock } from '../../lib/wire/inventoryPeek.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { MruSet } from '../../lib/collections/mruSet.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';

const network = bitcoin.regtest;
const item = fc.record({
  // The last begins as a block's does, and is none.
  type: fc.constantFrom(
    ...[InventoryType.transaction, InventoryType.block, InventoryType.witnessTransactionId],
    ...[InventoryType.witnessBlock, 0x102],
  ),
  hash: fc.nat(500).map((value) => value.toString(16).padStart(64, '0')),
});
const items = fc.array(item, { maxLength: 20 });

/** As decoded from the wire. */
function received(listed: InventoryItem[]): { command: 'inv'; items: InventoryItem[] } {
  const payload = encodeMessage({ command: 'inv', items: listed }, { network }).subarray(24);
  return decodeFrame({ command: 'inv', payload }, { network }) as { command: 'inv'; items: InventoryItem[] };
}

describe('inventoryPeek', () => {
  it('gives the same for a decoded message and for its payload', () => {
    fc.assert(
      fc.property(items, (listed) => {
        const payload = encodeMessage({ command: 'inv', items: listed }, { network }).subarray(24);
        expect([itemCount(payload), itemCount({ items: listed })]).toEqual([listed.length, listed.length]);
        const has = listed.some(isBlockItem);
        expect([hasBlock({ items: listed }), hasBlock(payload)]).toEqual([has, has]);
        expect(lastBlock(payload)).toEqual(listed.findLast(isBlockItem));
        expect(lastBlock({ items: listed })).toStrictEqual(listed.findLast(isBlockItem));
      }),
    );
  });
});

describe('KnownInventory', () => {
  it('knows what an MruSet knows that was told of each item, while that is no more than it holds aside', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 10 }), fc.integer({ min: 60, max: 200 }), (messages, capacity) => {
        const known = new KnownInventory(capacity);
        const plain = new MruSet<string>(capacity);
        for (const listed of messages) {
          known.note(received(listed));
          for (const each of listed) if (!isBlockItem(each)) plain.add(inventoryKey(each));
        }
        expect(known.size).toBe(plain.size);
        for (const each of messages.flat()) expect(known.has(inventoryKey(each))).toBe(plain.has(inventoryKey(each)));
      }),
    );
  });

  it('holds no more aside than it needs: the newest are known', () => {
    const known = new KnownInventory(100);
    const hashOf = (i: number): string => i.toString(16).padStart(64, '0');
    for (let i = 0; i < 5000; i++) known.note(received([{ type: InventoryType.transaction, hash: hashOf(i) }]));
    expect(known.size).toBe(100);
    expect(known.has(inventoryKey({ type: InventoryType.transaction, hash: hashOf(4999) }))).toBe(true);
    expect(known.has(inventoryKey({ type: InventoryType.transaction, hash: hashOf(4899) }))).toBe(false);
  });
});
