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
// Few are made when they come, many are left unread.
const messages = fc.array(fc.array(item, { maxLength: 12 }), { maxLength: 8 });

function payloadOf(items: InventoryItem[]): Uint8Array {
  return encodeMessage({ command: 'inv', items }, { network }).subarray(24);
}

describe('PackedInventory', () => {
  it('gives the items of all messages in their order, of those that were read and of those that were not', () => {
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

  it('takes the bytes of a message where they are at hand, and nothing that is left over behind them', () => {
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

  it('gives those from one place to before another', () => {
    const items = Array.from({ length: 9 }, (_, i) => ({ type: 1, hash: String(i).padStart(64, '0') }));
    const packed = new PackedInventory();
    packed.addItems(items);
    expect([...packed.items(2, 5)]).toEqual(items.slice(2, 5));
  });

  it('keeps the last ones, and takes more behind them', () => {
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
