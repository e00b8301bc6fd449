import { inventoryKey, isBlockItem, type InventoryItem } from '../messages/inventory.js';
import { itemCount } from '../messages/inventoryGlance.js';
import { MruSet } from '../operators/mruSet.js';

/** How many times the capacity waits to be looked at: what repeats itself more often than so is forgotten a little early. */
const NOTED_CAPACITIES = 4;

/** At most so many messages wait, however few items they have. */
const MAX_NOTED = 1000;

/**
 * What a remote is known to have, by inventoryKey: the `capacity` most recently used items, blocks left out. Messages that tell it are put
 * aside unread and looked at when somebody asks; the newest, with four times the capacity together, at most 1000 of them.
 */
export class KnownInventory extends MruSet<string> {
  private noted: { readonly items: readonly InventoryItem[] }[] = [];
  private notedItems = 0;

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

  /** The remote has told, or was told, of these. */
  note(message: { readonly items: readonly InventoryItem[] }): void {
    this.noted.push(message);
    this.notedItems += itemCount(message);
    if (this.noted.length > MAX_NOTED || this.notedItems > NOTED_CAPACITIES * this.capacity) this.forgetOldest();
  }

  /** At once half of them, so that it costs next to nothing a message. */
  private forgetOldest(): void {
    const enough = (NOTED_CAPACITIES / 2) * this.capacity;
    let kept = this.noted.length;
    let items = 0;
    while (kept > 0 && items < enough && this.noted.length - kept < MAX_NOTED / 2)
      items += itemCount(this.noted[--kept]!);
    this.noted = this.noted.slice(kept);
    this.notedItems = items;
  }

  private readNoted(): void {
    if (this.noted.length === 0) return;
    const noted = this.noted;
    this.noted = [];
    this.notedItems = 0;
    for (const { items } of noted) for (const item of items) if (!isBlockItem(item)) super.add(inventoryKey(item));
  }
}
