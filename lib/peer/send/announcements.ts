import type { Announcement } from '../../protocol/announcement.js';

/** The same bound as the queue of batchInventory. */
const MAX_EARLY_ITEMS = 50_000;

/** The announcements of the application. Before the handshake is complete at most 50,000 are queued; beyond that the oldest is dropped. */
export class Announcements {
  private early: Set<Announcement> | undefined;
  private announce: ((item: Announcement) => void) | undefined;

  constructor(private readonly onDropped: () => void) {}

  /** The number of announcements that wait for the handshake. */
  get earlyCount(): number {
    return this.early?.size ?? 0;
  }

  next(item: Announcement): void {
    if (this.announce !== undefined) {
      this.announce(item);
      return;
    }
    this.early ??= new Set();
    this.early.add(item);
    if (this.early.size <= MAX_EARLY_ITEMS) return;
    this.early.delete(this.early.values().next().value!);
    this.onDropped();
  }

  /** The handshake is complete: announces the queued items, and from now on each item at once. */
  forwardTo(announce: (item: Announcement) => void): void {
    this.announce = announce;
    const { early } = this;
    this.early = undefined;
    for (const item of early ?? []) announce(item);
  }

  /** Further announcements are ignored. */
  close(): void {
    this.early = undefined;
    this.announce = () => undefined;
  }
}
