import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KnownInventory } from '../../lib/protocol/knownInventory.js';
import { inventoryKey, InventoryType, isBlockItem, type InventoryItem } from '../../lib/messages/inventory.js';
import { lastBlockIn } from '../../lib/messages/inventoryPayload.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { MruSet } from '../../lib/collections/mruSet.js';
import { encodeMessage } from '../../lib/wire/message.js';

const network = bitcoin.regtest;
const item = fc.record({
  // The last one starts with the byte of a block type, but is not one.
  type: fc.constantFrom(
    ...[InventoryType.transaction, InventoryType.block, InventoryType.witnessTransactionId],
    ...[InventoryType.witnessBlock, 0x102],
  ),
  hash: fc.nat(500).map((value) => value.toString(16).padStart(64, '0')),
});
const items = fc.array(item, { maxLength: 20 });

function payloadOf(listed: InventoryItem[]): Uint8Array {
  return encodeMessage({ command: 'inv', items: listed }, { network }).subarray(24);
}

describe('lastBlockIn', () => {
  it('finds the last block in the payload of an inv', () => {
    fc.assert(
      fc.property(items, (listed) => {
        expect(lastBlockIn(payloadOf(listed))).toEqual(listed.findLast(isBlockItem)?.hash);
      }),
    );
  });
});

describe('KnownInventory', () => {
  it('contains the same items as an MruSet, up to its buffer size', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 10 }), fc.integer({ min: 60, max: 200 }), (messages, capacity) => {
        const known = new KnownInventory(capacity);
        const plain = new MruSet<string>(capacity);
        for (const listed of messages) {
          known.addPayload(payloadOf(listed));
          for (const each of listed) if (!isBlockItem(each)) plain.add(inventoryKey(each));
        }
        expect(known.size).toBe(plain.size);
        for (const each of messages.flat()) expect(known.has(inventoryKey(each))).toBe(plain.has(inventoryKey(each)));
      }),
    );
  });

  it('limits its buffer and keeps the newest items', () => {
    const known = new KnownInventory(100);
    const hashOf = (i: number): string => i.toString(16).padStart(64, '0');
    for (let i = 0; i < 5000; i++) known.addPayload(payloadOf([{ type: InventoryType.transaction, hash: hashOf(i) }]));
    expect(known.size).toBe(100);
    expect(known.has(inventoryKey({ type: InventoryType.transaction, hash: hashOf(4999) }))).toBe(true);
    expect(known.has(inventoryKey({ type: InventoryType.transaction, hash: hashOf(4899) }))).toBe(false);
  });
});
