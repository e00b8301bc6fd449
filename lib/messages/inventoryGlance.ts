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

/** Whether there is an item whose type is wanted, without making any. */
export function hasItem(message: WithItems, isWanted: (item: Pick<InventoryItem, 'type'>) => boolean): boolean {
  const unread = unreadBytes(message);
  return unread === undefined ? message.items.some(isWanted) : lastPlace(unread, isWanted) !== undefined;
}

/** The last item whose type is wanted. Of a message that nobody has read yet it makes that one alone. */
export function lastItem(
  message: WithItems,
  isWanted: (item: Pick<InventoryItem, 'type'>) => boolean,
): InventoryItem | undefined {
  const unread = unreadBytes(message);
  if (unread === undefined) return message.items.findLast(isWanted);
  const place = lastPlace(unread, isWanted);
  return place && { type: place.type, hash: hashAt(unread, place.hashOffset) };
}

/** Where the last item stands whose type is wanted. */
function lastPlace(
  unread: Uint8Array,
  isWanted: (item: Pick<InventoryItem, 'type'>) => boolean,
): { readonly type: number; readonly hashOffset: number } | undefined {
  const cursor = new Cursor(unread, 0, unread.length);
  const count = cursor.size();
  const first = cursor.at;
  const seen = { type: 0 };
  for (let i = count - 1; i >= 0; i--) {
    cursor.at = first + i * ITEM_BYTES;
    seen.type = cursor.u32();
    if (isWanted(seen)) return { type: seen.type, hashOffset: cursor.at };
  }
  return undefined;
}

/** Type 4, hash 32. */
export const ITEM_BYTES = 36;
