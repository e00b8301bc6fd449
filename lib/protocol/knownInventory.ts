import { inventoryKey, isBlockItem, withoutWitnessFlag, type InventoryItem } from '../messages/inventory.js';
import { PackedInventory } from '../wire/packedInventory.js';
import { MruSet } from '../collections/mruSet.js';

/** How many times the capacity waits to be looked at: what repeats itself more often than so is forgotten a little early. */
const NOTED_CAPACITIES = 4;

/** The key of an item among known inventory: a transaction and its twin with MSG_WITNESS_FLAG have the same one. */
export function knownKey(item: InventoryItem): string {
  return inventoryKey(withoutWitnessFlag(item));
}

/**
 * What a remote is known to have, by `knownKey`: the `capacity` most recently used items, without blocks. The items of messages are stored
 * unread until somebody asks: the newest, at most four times the capacity and the items of one message.
 */
export class KnownInventory extends MruSet<string> {
  private noted: PackedInventory | undefined;

  override get size(): number {
    this.readNoted();
    return super.size;
  }

  override has(key: string): boolean {
    this.readNoted();
    return super.has(key);
  }

  override add(key: string): boolean {
    this.readNoted();
    return super.add(key);
  }

  /** The remote has told, or was told, of these. @param payload the message's, where it is at hand */
  note(message: { readonly items: readonly InventoryItem[] }, payload?: Uint8Array): void {
    const noted = (this.noted ??= new PackedInventory());
    noted.add(payload ?? message);
    // At once half of them, so that it costs next to nothing a message.
    if (noted.size > NOTED_CAPACITIES * this.capacity) noted.keepLast((NOTED_CAPACITIES / 2) * this.capacity);
  }

  private readNoted(): void {
    const { noted } = this;
    if (noted === undefined) return;
    this.noted = undefined;
    for (const item of noted.items()) if (!isBlockItem(item)) super.add(knownKey(item));
  }
}
