import { hashAt, type Hash } from '../codec/hash.js';
import { u32leAt } from '../codec/numbersAt.js';
import { inventoryItem, InventoryType, isBlockItem } from './inventory.js';

/** The size of an encoded inventory item: a type of 4 bytes and a hash of 32. */
export const ITEM_BYTES = inventoryItem.minBytes;

/** The number of items in the payload of an inv, getdata or notfound. The payload must be valid, so its count has at most 3 bytes. */
export function countItems(payload: Uint8Array): number {
  const first = payload[0]!;
  return first < 0xfd ? first : payload[1]! | (payload[2]! << 8);
}

/** The offset of the first item in such a payload. */
export function itemsOffset(payload: Uint8Array): number {
  return payload[0]! < 0xfd ? 1 : 3;
}

/** The hash of the last block in the payload of an inv; undefined if it has none. Decodes that hash only. */
export function lastBlockIn(payload: Uint8Array): Hash | undefined {
  const start = itemsOffset(payload);
  for (let at = start + (countItems(payload) - 1) * ITEM_BYTES; at >= start; at -= ITEM_BYTES) {
    // Nearly all items are transactions: the first byte of the type rules them out.
    if (payload[at] === BLOCK_TYPE_BYTE && isBlockItem({ type: u32leAt(payload, at) })) return hashAt(payload, at + 4);
  }
  return undefined;
}

/** The first byte of the types `block` and `witnessBlock`. */
const BLOCK_TYPE_BYTE = InventoryType.block & 0xff;
