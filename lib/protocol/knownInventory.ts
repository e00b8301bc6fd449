import { MruSet } from '../collections/mruSet.js';
import { inventoryKey, isBlockItem, withoutWitnessFlag, type InventoryItem } from '../messages/inventory.js';
import { PackedInventory } from './packedInventory.js';

/** The number of packed items is at most the capacity times this factor, plus the items of one message. */
const PACKED_CAPACITIES = 4;

/** The key of an item in KnownInventory. It is the same with and without MSG_WITNESS_FLAG. */
export function knownKey(item: InventoryItem): string {
  return inventoryKey(withoutWitnessFlag(item));
}

/**
 * The inventory a remote is known to have, by `knownKey`: the `capacity` most recently used items, without blocks.
 *
 * The items of messages are first stored packed, and become keys when the set is read. If more items arrive than PACKED_CAPACITIES allows, the
 * oldest packed items are evicted, so an item that is announced many times may be evicted slightly too early.
 */
export class KnownInventory extends MruSet<string> {
  private packed: PackedInventory | undefined;

  override get size(): number {
    this.unpack();
    return super.size;
  }

  override has(key: string): boolean {
    this.unpack();
    return super.has(key);
  }

  override add(key: string): boolean {
    this.unpack();
    return super.add(key);
  }

  /** Adds the items of a received inv or getdata. The payload is copied. */
  addPayload(payload: Uint8Array): void {
    const packed = (this.packed ??= new PackedInventory());
    packed.addPayload(payload);
    this.evictPacked(packed);
  }

  /** Adds the items of a message that we sent. */
  addItems(items: readonly InventoryItem[]): void {
    const packed = (this.packed ??= new PackedInventory());
    packed.addItems(items);
    this.evictPacked(packed);
  }

  private evictPacked(packed: PackedInventory): void {
    // Evicts half of the items at a time, so that they are rarely copied.
    if (packed.size > PACKED_CAPACITIES * this.capacity) packed.keepLast((PACKED_CAPACITIES / 2) * this.capacity);
  }

  private unpack(): void {
    const { packed } = this;
    if (packed === undefined) return;
    this.packed = undefined;
    for (const item of packed.items()) if (!isBlockItem(item)) super.add(knownKey(item));
  }
}
