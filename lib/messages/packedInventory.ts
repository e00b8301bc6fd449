import { Cursor } from '../codec/cursor.js';
import { setHash } from '../codec/digitPairs.js';
import { hashAt } from '../codec/hashAt.js';
import type { InventoryItem } from './inventory.js';
import { ITEM_BYTES } from './fastInventory.js';
import { unreadCursor } from './lazily.js';

/**
 * Inventory items as the wire has them, 36 bytes each, of many messages one behind the other. A kept message would keep alive all that
 * shares its slab, and the collector would carry it from one place to the next; these are one piece of memory, and no object an item.
 */
export class PackedInventory {
  private bytes = NO_BYTES;
  private count = 0;

  /** How many items there are. */
  get size(): number {
    return this.count;
  }

  /**
   * Puts the items of a message behind the others.
   *
   * @param payload its bytes, where they are at hand: copied in a twentieth of the time in which a hash is spelled backwards
   */
  add(message: { readonly items: readonly InventoryItem[] }, payload?: Uint8Array): void {
    const cursor = unreadCursor(message, payload);
    if (cursor === undefined) {
      this.reserve(message.items.length);
      for (const item of message.items) this.pack(item);
      return;
    }
    const count = cursor.size();
    this.reserve(count);
    const { bytes } = this;
    const { at, source } = cursor;
    const end = at + count * ITEM_BYTES;
    const place = placeOf(this.count);
    if (at === 1 && end === source.length) {
      // With its count, which goes over the byte before and is put right: a view on the items alone takes as long as copying them.
      const before = bytes[place - 1]!;
      bytes.set(source, place - 1);
      bytes[place - 1] = before;
    } else {
      // What is left over behind the items is no item.
      bytes.set(source.subarray(at, end), place);
    }
    this.count += count;
  }

  /** Forgets all but the last so many. */
  keepLast(count: number): void {
    if (this.count <= count) return;
    this.bytes.copyWithin(placeOf(0), placeOf(this.count - count), placeOf(this.count));
    this.count = count;
  }

  /** The items from one place to before another. */
  *items(start = 0, end = this.count): Generator<InventoryItem> {
    for (let i = start; i < end; i++) yield this.item(i);
  }

  private item(i: number): InventoryItem {
    const cursor = new Cursor(this.bytes, placeOf(i), this.bytes.length);
    return { type: cursor.u32(), hash: hashAt(this.bytes, cursor.at) };
  }

  private reserve(items: number): void {
    const needed = placeOf(this.count + items);
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, placeOf(this.count)));
    this.bytes = larger;
  }

  private pack({ type, hash }: InventoryItem): void {
    const at = placeOf(this.count++);
    for (let i = 0; i < 4; i++) this.bytes[at + i] = type >>> (8 * i);
    // What is no hash names nothing, and may stand here as anything.
    if (hash.length === 64) setHash(this.bytes, at + 4, hash);
  }
}

/** Behind one byte that means nothing. */
function placeOf(item: number): number {
  return 1 + item * ITEM_BYTES;
}

const NO_BYTES = new Uint8Array(0);
