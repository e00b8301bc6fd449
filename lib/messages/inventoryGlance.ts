import { Cursor } from '../bytes/cursor.js';
import { hashAt } from '../bytes/hashAt.js';
import { u32leAt } from '../bytes/numbersAt.js';
import { ITEM_BYTES } from './fastInventory.js';
import type { InventoryItem } from './inventory.js';
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
 * Whether there is an item whose type is wanted, without making any.
 *
 * @param payload the message's, where it is at hand
 */
export function hasItem(
  message: WithItems,
  isWanted: (item: Pick<InventoryItem, 'type'>) => boolean,
  payload?: Uint8Array,
): boolean {
  const cursor = payload === undefined ? unreadCursor(message) : new Cursor(payload, 0, payload.length);
  return cursor === undefined ? message.items.some(isWanted) : toLast(cursor, isWanted) !== undefined;
}

/** The last item whose type is wanted. Of a message that nobody has read yet it makes that one alone. */
export function lastItem(
  message: WithItems,
  isWanted: (item: Pick<InventoryItem, 'type'>) => boolean,
): InventoryItem | undefined {
  const cursor = unreadCursor(message);
  if (cursor === undefined) return message.items.findLast(isWanted);
  const type = toLast(cursor, isWanted);
  return type === undefined ? undefined : { type, hash: hashAt(cursor.source, cursor.at) };
}

/** Goes to the hash of the last item whose type is wanted. @returns that type */
function toLast(cursor: Cursor, isWanted: (item: Pick<InventoryItem, 'type'>) => boolean): number | undefined {
  const count = cursor.size();
  const { at: first, source } = cursor;
  for (let at = first + (count - 1) * ITEM_BYTES; at >= first; at -= ITEM_BYTES) {
    const type = u32leAt(source, at);
    if (!isWanted({ type })) continue;
    cursor.at = at + 4;
    return type;
  }
  return undefined;
}
