import { Observable, Subject } from 'rxjs';
import type { InventoryItem } from '../messages/inventory.js';

/** As many as batchInventory keeps waiting. */
const MAX_EARLY_ITEMS = 50_000;

/** What the caller announces. What comes before the handshake is made waits for it, at most 50,000 items: beyond it the oldest goes. */
export class Announcements {
  private readonly early = new Set<InventoryItem>();
  private readonly items$ = new Subject<InventoryItem>();
  private isOpen = false;

  constructor(private readonly onDropped: () => void) {}

  // Not a Subject alone: what was announced early goes to the first subscriber.
  readonly announced$ = new Observable<InventoryItem>((subscriber) => {
    const subscription = this.items$.subscribe(subscriber);
    this.isOpen = true;
    for (const item of this.early) subscriber.next(item);
    this.early.clear();
    return subscription;
  });

  /** How many wait for the handshake. */
  get earlyCount(): number {
    return this.early.size;
  }

  next(item: InventoryItem): void {
    if (this.isOpen) {
      this.items$.next(item);
      return;
    }
    this.early.add(item);
    if (this.early.size <= MAX_EARLY_ITEMS) return;
    this.early.delete(this.early.values().next().value!);
    this.onDropped();
  }

  complete(): void {
    this.early.clear();
    this.items$.complete();
  }
}
