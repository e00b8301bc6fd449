import type { Cursor } from '../codec/cursor.js';
import { hashAt } from '../codec/hashAt.js';
import { u32leAt } from '../codec/numbersAt.js';
import { ITEM_BYTES } from './fastInventory.js';
import { InventoryType, isBlockItem, type InventoryItem } from './inventory.js';
import { unreadCursor } from './lazily.js';

/** A message with items, such as inv. */
interface WithItems {
  readonly items: readonly InventoryItem[];
}

/** How many items there are, without making them. */
export function itemCount(message: WithItems): number {
  return unreadCursor(message)?.size() ?? message.items.length;
}

/**
 * Whether a block is among the items, without making any.
 *
 * @param payload the message's, where it is at hand
 */
export function hasBlock(message: WithItems, payload?: Uint8Array): boolean {
  const cursor = unreadCursor(message, payload);
  return cursor === undefined ? message.items.some(isBlockItem) : toLastBlock(cursor) !== undefined;
}

/** The last block among the items. Of a message that nobody has read yet it makes that one alone. */
export function lastBlock(message: WithItems): InventoryItem | undefined {
  const cursor = unreadCursor(message);
  if (cursor === undefined) return message.items.findLast(isBlockItem);
  const type = toLastBlock(cursor);
  return type === undefined ? undefined : { type, hash: hashAt(cursor.source, cursor.at) };
}

/** Goes to the hash of the last block. @returns its type */
function toLastBlock(cursor: Cursor): number | undefined {
  const count = cursor.size();
  const { at: first, source } = cursor;
  for (let at = first + (count - 1) * ITEM_BYTES; at >= first; at -= ITEM_BYTES) {
    // Nearly all items are transactions: one byte tells.
    if (source[at] !== BLOCK_BYTE) continue;
    const type = u32leAt(source, at);
    if (!isBlockItem({ type })) continue;
    cursor.at = at + 4;
    return type;
  }
  return undefined;
}

/** Where the type of a block begins, with witness or without. */
const BLOCK_BYTE = InventoryType.block & 0xff;
