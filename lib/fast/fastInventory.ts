import { HASH_BYTES, hashAt, type Hash } from '../codec/hash.js';
import { u32leAt } from '../codec/numbersAt.js';
import { inventoryItem, type InventoryItem } from '../messages/inventory.js';
import type { FastLayout } from './fastLayout.js';
import { HASH_DIGITS, hexBatch, MAX_BATCH_HASHES } from './hexBatch.js';
import { arrayOf, plainObjects } from './plainObjects.js';
import { writeInventory } from './writeInventory.js';

const TYPE_BYTES = 4;
const ITEM_BYTES = inventoryItem.minBytes;

/** The layout `list(inventoryItem, { maxItems })`. */
export function fastInventory(maxItems: number): FastLayout<InventoryItem[]> {
  return {
    validate(reader) {
      const count = reader.size();
      reader.at += count * ITEM_BYTES;
      return count >= 0 && count <= maxItems;
    },
    decode(reader) {
      const items = arrayOf<InventoryItem>();
      const count = reader.size();
      // A batch of one takes longer than `hashAt`.
      if (hexBatch === undefined || count === 1) {
        for (let left = count; left > 0; left--) {
          items.push(new DecodedItem(reader.u32(), hashAt(reader.source, reader.at)));
          reader.at += HASH_BYTES;
        }
        return items;
      }
      const { source } = reader;
      const { digits } = hexBatch;
      for (let left = count; left > 0; left -= MAX_BATCH_HASHES) {
        const rows = Math.min(left, MAX_BATCH_HASHES);
        let { at } = reader;
        hexBatch.convert(source, at + TYPE_BYTES, rows, ITEM_BYTES, 1);
        let row = 0;
        for (; row + 1 < rows; row += 2) {
          // Two hashes share a string: one string takes less time than two, and a caller that keeps one hash keeps at most 180 bytes.
          const pair = digits.latin1Slice(row * HASH_DIGITS, (row + 2) * HASH_DIGITS);
          items.push(
            new DecodedItem(u32leAt(source, at), pair.slice(0, HASH_DIGITS)),
            new DecodedItem(u32leAt(source, at + ITEM_BYTES), pair.slice(HASH_DIGITS)),
          );
          at += 2 * ITEM_BYTES;
        }
        if (row < rows) {
          const last = digits.latin1Slice(row * HASH_DIGITS, rows * HASH_DIGITS);
          items.push(new DecodedItem(u32leAt(source, at), last));
        }
        reader.at += rows * ITEM_BYTES;
      }
      return items;
    },
    encode: (writer, items) => writeInventory(writer, items, maxItems),
  };
}

const DecodedItem = plainObjects<[number, Hash], InventoryItem>(function (type, hash) {
  this.type = type;
  this.hash = hash;
});
