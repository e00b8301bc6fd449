import { HASH_BYTES, type Hash } from '../codec/hash.js';
import { inventoryItem, type InventoryItem } from '../messages/inventory.js';
import type { FastLayout } from './fastLayout.js';
import { hashesOfRows, MAX_BATCH_HASHES } from './hexBatch.js';
import { arrayOf, plainObjects } from './plainObjects.js';
import { writeInventory } from './writeInventory.js';

/** Type 4, hash 32. */
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
      for (let left = reader.size(); left > 0; left -= MAX_BATCH_HASHES) {
        const hashes = hashesOfRows(reader.source, reader.at + 4, Math.min(left, MAX_BATCH_HASHES), ITEM_BYTES, 1);
        for (const hash of hashes) {
          items.push(new DecodedItem(reader.u32(), hash));
          reader.at += HASH_BYTES;
        }
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
