import { hashAt } from '../codec/hash.js';
import { readCompactSize } from '../codec/compactSize.js';
import { u32leAt } from '../codec/numbersAt.js';
import { Reader } from '../codec/reader.js';
import { InventoryType, inventoryItem, isBlockItem, type InventoryItem } from '../messages/inventory.js';

/** The items of a message such as inv: decoded, or its payload, which must have been validated. */
export type ItemSource = Uint8Array | { readonly items: readonly InventoryItem[] };

/** The number of items of an inv, or of headers: both payloads begin with it. The payload must have been validated. */
export function countIn(payload: Uint8Array): number {
  return readCompactSize(new Reader(payload, 0));
}

/** The number of items. */
export function itemCount(source: ItemSource): number {
  return source instanceof Uint8Array ? countIn(source) : source.items.length;
}

/** Whether a block is among the items. */
export function hasBlock(source: ItemSource): boolean {
  return source instanceof Uint8Array ? lastBlockAt(source) !== -1 : source.items.some(isBlockItem);
}

/** The last block among the items. Of a payload it decodes no other item. */
export function lastBlock(source: ItemSource): InventoryItem | undefined {
  if (!(source instanceof Uint8Array)) return source.items.findLast(isBlockItem);
  const at = lastBlockAt(source);
  return at === -1 ? undefined : { type: u32leAt(source, at), hash: hashAt(source, at + TYPE_BYTES) };
}

/** The offset of the last block among the items; -1 if there is none. */
function lastBlockAt(payload: Uint8Array): number {
  const reader = new Reader(payload, 0);
  const count = readCompactSize(reader);
  const first = reader.offset;
  for (let at = first + (count - 1) * ITEM_BYTES; at >= first; at -= ITEM_BYTES) {
    // Nearly all items are transactions: the low byte of their type differs from that of a block with or without witness.
    if (payload[at] === BLOCK_BYTE && isBlockItem({ type: u32leAt(payload, at) })) return at;
  }
  return -1;
}

const TYPE_BYTES = 4;
const ITEM_BYTES = inventoryItem.minBytes;
const BLOCK_BYTE = InventoryType.block & 0xff;
