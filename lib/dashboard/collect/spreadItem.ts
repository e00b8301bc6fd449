import type { Sighted } from '../../monitor/sightings.js';
import type { SightingEntry, SpreadRow } from '../protocol/propagationRow.js';
import type { AnnouncerIdentity } from './announcerIdentity.js';
import type { ConnectedSlot, ConnectedSlots } from './connectedSlots.js';

/** Stored announcements of one item. */
export const MAX_SIGHTINGS: Readonly<Record<Sighted['type'], number>> = { block: 1000, transaction: 100 };

/** A share of the peers that an item can reach, in percent. */
export type Share = 50 | 90;

/**
 * The announcements of one block or transaction by the peers that were connected when it was first announced: It measures the same as
 * `propagation` of lib/monitor, but needs less memory, because a page shows hundreds of items.
 *
 * Stores one bit for each slot until all peers have announced it, and 16 bytes for each of the first MAX_SIGHTINGS announcements.
 */
export class SpreadItem {
  height: number | undefined;
  private readonly connected: number;
  private readonly newestOrder: number;
  private seen = 0;
  /** Bit n: the peer in slot n has announced it. Absent when all have. */
  private announced: Uint32Array | undefined;
  private readonly peers: AnnouncerIdentity[] = [];
  private readonly timesMs: number[] = [];
  private firstAtMs = Infinity;
  private firstPeer: AnnouncerIdentity | undefined;
  private to50AtMs: number | undefined;
  private to90AtMs: number | undefined;
  private cachedRow: SpreadRow | undefined;

  constructor(
    private readonly type: Sighted['type'],
    private readonly hash: string,
    { connected, newestOrder, slotCount }: ConnectedSlots,
    /** Time of day minus the time of the clock of `see`, in milliseconds. */
    private readonly wallOffsetMs: number,
  ) {
    this.connected = connected;
    this.newestOrder = newestOrder;
    this.announced = new Uint32Array(Math.ceil(slotCount / 32));
  }

  /** Time of the first announcement, on the clock of `see`. */
  get firstMs(): number {
    return this.firstAtMs;
  }

  /** True after the announcement of a second peer. */
  get hasSecond(): boolean {
    return this.seen > 1;
  }

  /**
   * An announcement. Returns the shares that are reached with it; undefined if it is not counted, because the peer has announced the item before
   * or has connected later.
   */
  see({ identity, order, slot }: ConnectedSlot, atMs: number): readonly Share[] | undefined {
    const { announced } = this;
    const bit = 1 << (slot & 31);
    if (announced === undefined || order > this.newestOrder || (announced[slot >> 5]! & bit) !== 0) return undefined;
    announced[slot >> 5]! |= bit;
    this.seen += 1;
    this.cachedRow = undefined;
    if (this.peers.length < MAX_SIGHTINGS[this.type]) {
      this.peers.push(identity);
      this.timesMs.push(atMs);
    }
    // Records of two monitors arrive in any order: the earliest announcement counts as the first.
    if (atMs < this.firstAtMs) {
      this.firstAtMs = atMs;
      this.firstPeer = identity;
    }
    if (this.seen === this.connected) this.announced = undefined;
    return this.reach(atMs);
  }

  /** Time in milliseconds until this share was reached. */
  delayOf(share: Share): number | undefined {
    const atMs = share === 50 ? this.to50AtMs : this.to90AtMs;
    return atMs === undefined ? undefined : Math.max(0, atMs - this.firstAtMs);
  }

  setHeight(height: number): void {
    if (this.height === height) return;
    this.height = height;
    this.cachedRow = undefined;
  }

  /** The same object until something changes. */
  row(): SpreadRow {
    this.cachedRow ??= this.createRow();
    return this.cachedRow;
  }

  /** The stored announcements, the earliest first. */
  sightings(): SightingEntry[] {
    const entries = this.peers.map(({ address, id, monitor }, i): SightingEntry => {
      const delayMs = toHundredths(this.timesMs[i]! - this.firstAtMs);
      return monitor === undefined ? [delayMs, id, address] : [delayMs, id, address, monitor];
    });
    return entries.sort((a, b) => a[0] - b[0]);
  }

  private reach(atMs: number): readonly Share[] {
    const { connected, seen } = this;
    const reached: Share[] = [];
    if (seen === Math.ceil((connected * 5) / 10)) {
      this.to50AtMs = atMs;
      reached.push(50);
    }
    // 9 / 10, not 0.9, which a float cannot represent exactly.
    if (seen === Math.ceil((connected * 9) / 10)) {
      this.to90AtMs = atMs;
      reached.push(90);
    }
    return reached;
  }

  private createRow(): SpreadRow {
    const { connected, firstAtMs, hash, height, seen, type, wallOffsetMs } = this;
    const { address, id, monitor } = this.firstPeer!;
    const to50Ms = this.delayOf(50);
    const to90Ms = this.delayOf(90);
    return {
      type,
      hash,
      ...(height === undefined ? {} : { height }),
      firstAtMs: firstAtMs + wallOffsetMs,
      firstPeer: id,
      firstAddress: address,
      ...(monitor === undefined ? {} : { firstMonitor: monitor }),
      seen,
      connected,
      ...(to50Ms === undefined ? {} : { to50Ms: toHundredths(to50Ms) }),
      ...(to90Ms === undefined ? {} : { to90Ms: toHundredths(to90Ms) }),
    };
  }
}

function toHundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
