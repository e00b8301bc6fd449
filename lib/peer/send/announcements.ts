import type { Announcement } from '../../protocol/announcement.js';

/** As many as batchInventory keeps waiting. */
const MAX_EARLY_ITEMS = 50_000;

/** What the caller announces. What comes before the handshake is made waits for it, at most 50,000 items: beyond it the oldest goes. */
export class Announcements {
  private early: Set<Announcement> | undefined;
  private announce: ((item: Announcement) => void) | undefined;

  constructor(private readonly onDropped: () => void) {}

  /** How many wait for the handshake. */
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

  /** The handshake is made: what came early goes there, and so does what comes. */
  flowTo(announce: (item: Announcement) => void): void {
    this.announce = announce;
    const { early } = this;
    this.early = undefined;
    for (const item of early ?? []) announce(item);
  }

  /** Nothing is announced any more. */
  close(): void {
    this.early = undefined;
    this.announce = () => undefined;
  }
}
