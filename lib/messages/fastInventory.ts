import type { Cursor } from '../bytes/cursor.js';
import type { Hash } from '../bytes/primitives.js';
import type { FastLayout } from './lazily.js';

const ITEM_BYTES = 36;

/** What `list(inventoryItem, { maxItems })` reads. */
export function fastInventory(maxItems: number): FastLayout<{ type: number; hash: Hash }[]> {
  return {
    skim(cursor) {
      const count = cursor.size();
      cursor.at += count * ITEM_BYTES;
      return count >= 0 && count <= maxItems;
    },
    build(cursor: Cursor) {
      const items: { type: number; hash: Hash }[] = [];
      for (let left = cursor.size(); left > 0; left--) items.push({ type: cursor.u32(), hash: cursor.hash() });
      return items;
    },
  };
}
