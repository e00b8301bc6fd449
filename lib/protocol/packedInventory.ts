import { hashAt, writeHash } from '../codec/hash.js';
import { u32leAt } from '../codec/numbersAt.js';
import type { InventoryItem } from '../messages/inventory.js';
import { ITEM_BYTES, locateItems } from '../messages/inventoryPayload.js';

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
    const { count, start } = locateItems(payload);
    this.reserve(count);
    this.bytes.set(payload.subarray(start, start + count * ITEM_BYTES), this.count * ITEM_BYTES);
    this.count += count;
  }

  addItems(items: readonly InventoryItem[]): void {
    this.reserve(items.length);
    for (const item of items) this.addItem(item);
  }

  /** Evicts all items except the last `count`. */
  keepLast(count: number): void {
    if (this.count <= count) return;
    this.bytes.copyWithin(0, (this.count - count) * ITEM_BYTES, this.count * ITEM_BYTES);
    this.count = count;
  }

  /** The items from index `start` to before `end`. */
  *items(start = 0, end = this.count): Generator<InventoryItem> {
    for (let at = start * ITEM_BYTES; at < end * ITEM_BYTES; at += ITEM_BYTES) {
      yield { type: u32leAt(this.bytes, at), hash: hashAt(this.bytes, at + 4) };
    }
  }

  private reserve(items: number): void {
    const neededBytes = (this.count + items) * ITEM_BYTES;
    if (neededBytes <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(neededBytes, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.count * ITEM_BYTES));
    this.bytes = larger;
  }

  private addItem({ type, hash }: InventoryItem): void {
    const at = this.count++ * ITEM_BYTES;
    for (let i = 0; i < 4; i++) this.bytes[at + i] = type >>> (8 * i);
    // A string of another length is not a hash and matches no item: any 32 bytes may be stored.
    if (hash.length === 64) writeHash(this.bytes, at + 4, hash);
  }
}

const NO_BYTES = new Uint8Array(0);
