import { writeCompactSize } from '../codec/compactSize.js';
import type { Writer } from '../codec/writer.js';
import type { InventoryItem } from '../messages/inventory.js';

/**
 * Writes what `list(inventoryItem, { maxItems })` writes, in one loop.
 *
 * @returns false if the plain layout must write the value or report the error; some bytes may already have been written
 */
export function writeInventory(writer: Writer, items: readonly InventoryItem[], maxItems: number): boolean {
  if (!Array.isArray(items) || items.length > maxItems) return false;
  writeCompactSize(writer, items.length);
  for (const item of items as readonly InventoryItem[]) {
    if (typeof item !== 'object' || item === null) return false;
    const { type, hash } = item;
    // `typeof` first, because >>> throws for a bigint.
    if (typeof type !== 'number' || type >>> 0 !== type || typeof hash !== 'string' || hash.length !== 64) return false;
    writer.u32le(type);
    if (!writer.hash(hash)) return false;
  }
  return true;
}
