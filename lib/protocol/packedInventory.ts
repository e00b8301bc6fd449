import { hashAt, writeHash } from '../codec/hash.js';
import { u32leAt } from '../codec/numbersAt.js';
import { NO_BYTES } from '../codec/reader.js';
import type { InventoryItem } from '../messages/inventory.js';
import { countItems, ITEM_BYTES, itemsOffset } from '../messages/inventoryPayload.js';

/**
 * A growing list of inventory items in their wire format, 36 bytes each, in one buffer. Appending the items of a payload is one copy; an item
 * becomes an object only when it is read.
 */
export class PackedInventory {
  private bytes = NO_BYTES;
  private count = 0;

  /** The number of items. */
  get size(): number {
    return this.count;
  }

  /** Appends the items of a valid inv, getdata or notfound payload. The payload is copied. */
  addPayload(payload: Uint8Array): void {
    const count = countItems(payload);
    const start = itemsOffset(payload);
    this.reserve(count);
    const at = offsetOf(this.count);
    if (start === 1 && payload.length === 1 + count * ITEM_BYTES) {
      // Copies the count as well, over the byte before, and restores that byte: creating a view without the count takes as long as the copy.
      const before = this.bytes[at - 1]!;
      this.bytes.set(payload, at - 1);
      this.bytes[at - 1] = before;
    } else {
      this.bytes.set(payload.subarray(start, start + count * ITEM_BYTES), at);
    }
    this.count += count;
  }

  addItems(items: readonly InventoryItem[]): void {
    this.reserve(items.length);
    for (const item of items) this.addItem(item);
  }

  /** Evicts all items except the last `count`. */
  keepLast(count: number): void {
    if (this.count <= count) return;
    this.bytes.copyWithin(offsetOf(0), offsetOf(this.count - count), offsetOf(this.count));
    this.count = count;
  }

  /** The items from index `start` to before `end`. */
  *items(start = 0, end = this.count): Generator<InventoryItem> {
    for (let at = offsetOf(start); at < offsetOf(end); at += ITEM_BYTES) {
      yield { type: u32leAt(this.bytes, at), hash: hashAt(this.bytes, at + 4) };
    }
  }

  private reserve(items: number): void {
    const neededBytes = offsetOf(this.count + items);
    if (neededBytes <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(neededBytes, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, offsetOf(this.count)));
    this.bytes = larger;
  }

  private addItem({ type, hash }: InventoryItem): void {
    const at = offsetOf(this.count++);
    for (let i = 0; i < 4; i++) this.bytes[at + i] = type >>> (8 * i);
    // A string of another length is not a hash and matches no item: any 32 bytes may be stored.
    if (hash.length === 64) writeHash(this.bytes, at + 4, hash);
  }
}

/** The offset of an item in the buffer, whose first byte is unused (see `addPayload`). */
function offsetOf(item: number): number {
  return 1 + item * ITEM_BYTES;
}
