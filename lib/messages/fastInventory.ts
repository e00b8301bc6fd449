import type { Cursor } from '../codec/cursor.js';
import { hashAt } from '../codec/hashAt.js';
import { HASHES_TOGETHER, hashIn, spelled, spellRows } from '../codec/hashes.js';
import type { Hash } from '../codec/primitives.js';
import { listOf, plainObjects } from '../codec/young.js';
import type { FastLayout } from './lazily.js';

/** Type 4, hash 32. */
export const ITEM_BYTES = 36;

/** What `list(inventoryItem, { maxItems })` reads. */
export function fastInventory(maxItems: number): FastLayout<{ type: number; hash: Hash }[]> {
  return {
    skim(cursor) {
      const count = cursor.size();
      cursor.at += count * ITEM_BYTES;
      return count >= 0 && count <= maxItems;
    },
    build(cursor: Cursor) {
      const count = cursor.size();
      if (count === 1) return listOf(new Item(cursor.u32(), hashAt(cursor.source, cursor.at)));
      const items = listOf<{ type: number; hash: Hash }>();
      for (let left = count; left > 0; left -= HASHES_TOGETHER) {
        const together = Math.min(left, HASHES_TOGETHER);
        spellRows(cursor.source, cursor.at + 4, together, ITEM_BYTES, 1);
        const text = spelled(together);
        for (let i = 0; i < together; i++) {
          items.push(new Item(cursor.u32(), hashIn(text, i)));
          cursor.at += 32;
        }
      }
      return items;
    },
  };
}

const Item = plainObjects<[number, Hash], { type: number; hash: Hash }>(function (type, hash) {
  this.type = type;
  this.hash = hash;
});
