import { hashAt, writeHash } from '../codec/hash.js';
import { readCompactSize } from '../codec/compactSize.js';
import { u32leAt } from '../codec/numbersAt.js';
import { Reader } from '../codec/reader.js';
import { inventoryItem, type InventoryItem } from '../messages/inventory.js';
import type { ItemSource } from './inventoryPeek.js';

/** A list of inventory items that stores them in wire form, 36 bytes each, in one buffer that doubles as it grows. */
export class PackedInventory {
  private bytes = NO_BYTES;
  private count = 0;

  /** The number of items. */
  get size(): number {
    return this.count;
  }

  /** Appends the items of a message, given decoded or as its validated payload. Copies the bytes. */
  add(source: ItemSource): void {
    if (source instanceof Uint8Array) {
      const reader = new Reader(source, 0);
      const count = readCompactSize(reader);
      this.reserve(count);
      // Bytes left over after the items are no items.
      this.bytes.set(reader.window(count * ITEM_BYTES), this.count * ITEM_BYTES);
      this.count += count;
    } else {
      this.reserve(source.items.length);
      for (const item of source.items) this.append(item);
    }
  }

  /** Drops all but the last `count` items. */
  keepLast(count: number): void {
    if (this.count <= count) return;
    this.bytes.copyWithin(0, (this.count - count) * ITEM_BYTES, this.count * ITEM_BYTES);
    this.count = count;
  }

  /** The items from `start` to before `end`. */
  *items(start = 0, end = this.count): Generator<InventoryItem> {
    for (let at = start * ITEM_BYTES; at < end * ITEM_BYTES; at += ITEM_BYTES) {
      yield { type: u32leAt(this.bytes, at), hash: hashAt(this.bytes, at + TYPE_BYTES) };
    }
  }

  private reserve(items: number): void {
    const needed = (this.count + items) * ITEM_BYTES;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.count * ITEM_BYTES));
    this.bytes = larger;
  }

  private append({ type, hash }: InventoryItem): void {
    const at = this.count++ * ITEM_BYTES;
    for (let i = 0; i < TYPE_BYTES; i++) this.bytes[at + i] = type >>> (8 * i);
    // A caller may announce a text that is no hash. It names nothing, so the bytes of its item do not matter.
    if (hash.length === 64) writeHash(this.bytes, at + TYPE_BYTES, hash);
  }
}

const TYPE_BYTES = 4;
const ITEM_BYTES = inventoryItem.minBytes;
const NO_BYTES = new Uint8Array(0);
