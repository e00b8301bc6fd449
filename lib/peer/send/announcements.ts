import type { InventoryAnnouncer, InventoryAnnouncerOptions } from '../../protocol/announceInventory.js';
import type { Announcement } from '../../protocol/announcement.js';
import type { KnownInventory } from '../../protocol/knownInventory.js';

/** The same bound as the queue of batchInventory. */
const MAX_EARLY_ITEMS = 50_000;

/** Is notified of the announcements that are dropped. */
export interface AnnouncementsOwner {
  /** The handshake is not complete, and the queue is full: the oldest announcement was dropped. */
  onAnnouncementDropped(): void;
}

/**
 * The announcements of the application. Before the handshake is complete at most 50,000 are queued; beyond that the oldest is dropped. The
 * conversation InventoryAnnouncer, whose options this object is, gets them after the handshake.
 */
export class Announcements implements InventoryAnnouncerOptions {
  private early: Set<Announcement> | undefined;
  private announcer: InventoryAnnouncer | undefined;
  private trickleCount = 0;
  private isClosed = false;

  constructor(
    readonly known: KnownInventory,
    readonly trickleIntervalMs: number | undefined,
    private readonly owner: AnnouncementsOwner,
  ) {}

  /** The number of announcements that wait for the handshake or for the trickle. */
  get waitingCount(): number {
    return (this.early?.size ?? 0) + this.trickleCount;
  }

  next(item: Announcement): void {
    if (this.isClosed) return;
    if (this.announcer !== undefined) {
      this.announcer.announce(item);
      return;
    }
    this.early ??= new Set();
    this.early.add(item);
    if (this.early.size <= MAX_EARLY_ITEMS) return;
    this.early.delete(this.early.values().next().value!);
    this.owner.onAnnouncementDropped();
  }

  /** The handshake is complete: announces the queued items, and from now on each item at once. */
  onBegin(announcer: InventoryAnnouncer): void {
    this.announcer = announcer;
    const { early } = this;
    this.early = undefined;
    for (const item of early ?? []) announcer.announce(item);
  }

  onWaiting(count: number): void {
    this.trickleCount = count;
  }

  /** Further announcements are ignored. */
  close(): void {
    this.early = undefined;
    this.isClosed = true;
  }
}
