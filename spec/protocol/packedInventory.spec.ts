import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InventoryType, type InventoryItem } from '../../lib/messages/inventory.js';
import { PackedInventory } from '../../lib/protocol/packedInventory.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { encodeMessage } from '../../lib/wire/message.js';

const network = bitcoin.regtest;
const item = fc.record({
  type: fc.constantFrom(...Object.values(InventoryType), 0xffff_ffff),
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
});
// Short messages are decoded on arrival, long ones stay packed.
const messages = fc.array(fc.array(item, { maxLength: 12 }), { maxLength: 8 });

function payloadOf(items: InventoryItem[]): Uint8Array {
  return encodeMessage({ command: 'inv', items }, { network }).subarray(24);
}

describe('PackedInventory', () => {
  it('returns the items of all messages in order, from decoded and packed messages', () => {
    fc.assert(
      fc.property(messages, fc.boolean(), (listed, isGiven) => {
        const packed = new PackedInventory();
        for (const items of listed) {
          if (isGiven) packed.addItems(items);
          else packed.addPayload(payloadOf(items));
        }
        expect(packed.size).toBe(listed.flat().length);
        expect([...packed.items()]).toEqual(listed.flat());
      }),
    );
  });

  it('reads packed payloads, and ignores extra bytes after the items', () => {
    fc.assert(
      fc.property(messages, (listed) => {
        const packed = new PackedInventory();
        for (const items of listed) {
          packed.addPayload(Uint8Array.from([...payloadOf(items), 1, 2, 3]));
        }
        expect([...packed.items()]).toEqual(listed.flat());
      }),
    );
  });

  it('returns a range of items', () => {
    const items = Array.from({ length: 9 }, (_, i) => ({ type: 1, hash: String(i).padStart(64, '0') }));
    const packed = new PackedInventory();
    packed.addItems(items);
    expect([...packed.items(2, 5)]).toEqual(items.slice(2, 5));
  });

  it('keeps the last items, and accepts more after them', () => {
    fc.assert(
      fc.property(messages, fc.nat(20), fc.array(item), (listed, kept, more) => {
        const packed = new PackedInventory();
        for (const items of listed) packed.addPayload(payloadOf(items));
        packed.keepLast(kept);
        packed.addItems(more);
        const all = listed.flat();
        expect([...packed.items()]).toEqual([...all.slice(Math.max(0, all.length - kept)), ...more]);
      }),
    );
  });
});
