import { readCompactSize } from '../codec/compactSize.js';
import { hashAt, type Hash } from '../codec/hash.js';
import { u32leAt } from '../codec/numbersAt.js';
import { Reader } from '../codec/reader.js';
import { inventoryItem, InventoryType, isBlockItem } from './inventory.js';

/** The size of an encoded inventory item: a type of 4 bytes and a hash of 32. */
export const ITEM_BYTES = inventoryItem.minBytes;

/** The number of items in the payload of an inv, getdata or notfound, and the offset of the first. The payload must be valid. */
export function locateItems(payload: Uint8Array): { readonly count: number; readonly start: number } {
  const reader = new Reader(payload, 0);
  const count = readCompactSize(reader);
  return { count, start: reader.offset };
}

/** The hash of the last block in the payload of an inv; undefined if it has none. Decodes that hash only. */
export function lastBlockIn(payload: Uint8Array): Hash | undefined {
  const { count, start } = locateItems(payload);
  for (let at = start + (count - 1) * ITEM_BYTES; at >= start; at -= ITEM_BYTES) {
    // Nearly all items are transactions: the first byte of the type rules them out.
    if (payload[at] === BLOCK_TYPE_BYTE && isBlockItem({ type: u32leAt(payload, at) })) return hashAt(payload, at + 4);
  }
  return undefined;
}

/** The first byte of the types `block` and `witnessBlock`. */
const BLOCK_TYPE_BYTE = InventoryType.block & 0xff;
