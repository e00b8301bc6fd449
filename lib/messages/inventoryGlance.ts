import { Cursor } from '../bytes/cursor.js';
import { hashAt } from '../bytes/hashAt.js';
import type { InventoryItem } from './inventory.js';
import { unreadBytes } from './lazily.js';

/** A message with items, such as inv. */
interface WithItems {
  readonly items: readonly InventoryItem[];
}

/** How many items there are, without making them. */
export function itemCount(message: WithItems): number {
  const unread = unreadBytes(message);
  return unread === undefined ? message.items.length : new Cursor(unread, 0, unread.length).size();
}

/** The last item whose type is wanted. Of a message that nobody has read yet it makes that one alone. */
export function lastItem(
  message: WithItems,
  isWanted: (item: Pick<InventoryItem, 'type'>) => boolean,
): InventoryItem | undefined {
  const unread = unreadBytes(message);
  if (unread === undefined) return message.items.findLast(isWanted);
  const cursor = new Cursor(unread, 0, unread.length);
  const count = cursor.size();
  const first = cursor.at;
  const seen = { type: 0 };
  for (let i = count - 1; i >= 0; i--) {
    cursor.at = first + i * ITEM_BYTES;
    seen.type = cursor.u32();
    if (isWanted(seen)) return { type: seen.type, hash: hashAt(unread, cursor.at) };
  }
  return undefined;
}

const ITEM_BYTES = 36;
