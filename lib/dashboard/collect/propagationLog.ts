import { Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { MruSet } from '../../collections/mruSet.js';
import { announcedIn, type Sighted } from '../../monitor/sightings.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import type { SightingList, SpreadRow } from '../protocol/propagationRow.js';
import { BlockHeights } from './blockHeights.js';
import { ConnectedSlots, type ConnectedSlot } from './connectedSlots.js';
import { SoleItems } from './soleItems.js';
import { SpreadItem, type Share } from './spreadItem.js';

/** Rows of each type. */
export const MAX_ITEMS: Readonly<Record<Sighted['type'], number>> = { block: 200, transaction: 500 };
/**
 * Rows of each type that only one of several connected peers has announced. They are limited per peer, because a peer can invent hashes.
 */
export const MAX_SOLE_ITEMS: Readonly<Record<Sighted['type'], number>> = { block: 50, transaction: 125 };
/** Hashes of dropped items: without them, a peer that announces an old transaction would appear to be its first one. */
const MAX_DROPPED: Readonly<Record<Sighted['type'], number>> = { block: 1000, transaction: 10_000 };
/** Later announcements of an item are not counted: they answer a question, or the peer was not in sync. As in `propagation`. */
const MAX_AGE_MS = 600_000;

/** An item that has reached 50 % or 90 % of the peers. */
export interface ReachedShare {
  /** A block or a transaction. */
  readonly type: Sighted['type'];
  /** Its hash. */
  readonly hash: string;
  /** The percentage of the peers. */
  readonly share: Share;
  /** Time in milliseconds since its first announcement. */
  readonly delayMs: number;
  /** Time of day of its first announcement, in milliseconds since 1970. */
  readonly firstAtMs: number;
  /** The number of peers that were connected at its first announcement. */
  readonly connected: number;
}

/**
 * The last 200 blocks and 500 transactions that peers have announced, and when each peer has announced them.
 *
 * Blocks and transactions have separate bounds, so a flood of transactions drops no block. A peer that invents hashes drops only its own
 * rows, beyond MAX_SOLE_ITEMS. Stores the items in MAX_ITEMS, at most MAX_SIGHTINGS announcements of each, and the hashes of the items in
 * MAX_DROPPED that were dropped last: these are not listed again.
 */
export class PropagationLog {
  private readonly reachedSubject$ = new Subject<ReachedShare>();
  /** Emits when an item reaches 50 % and when it reaches 90 % of the peers. Completes when the log is closed. */
  readonly reached$: Observable<ReachedShare> = this.reachedSubject$.asObservable();

  private readonly items = { block: new Map<string, SpreadItem>(), transaction: new Map<string, SpreadItem>() };
  private readonly dropped = {
    block: new MruSet<string>(MAX_DROPPED.block),
    transaction: new MruSet<string>(MAX_DROPPED.transaction),
  };
  private readonly soleItems = { block: new SoleItems(), transaction: new SoleItems() };
  private readonly cachedRows: { [T in Sighted['type']]?: readonly SpreadRow[] | undefined } = {};
  private readonly slots = new ConnectedSlots();
  private readonly heights = new BlockHeights();
  private readonly subscription = new Subscription();

  /** @param scheduler the clock; for a pool of `fromNats`, the clock of the records, so that delays do not include the way to the reader */
  constructor(
    pool: Pick<ObservedPool, 'messages$' | 'peers$'>,
    private readonly scheduler: SchedulerLike = preciseScheduler,
  ) {
    this.subscription.add(pool.peers$.subscribe((peers) => this.slots.update(peers)));
    this.subscription.add(
      pool.messages$.subscribe(({ message, peer }) => {
        for (const hash of this.heights.learn(message)) this.setHeight(hash);
        for (const { key, type } of announcedIn(message)) this.see(type, key, peer);
      }),
    );
  }

  /** The rows of one type, the newest first. The array and each row are the same objects until they change. */
  rows(type: Sighted['type']): readonly SpreadRow[] {
    return (this.cachedRows[type] ??= Array.from(this.items[type].values(), (item) => item.row()).reverse());
  }

  /** The announcements of an item that has a row, about 40 kB of JSON at most; undefined if it has none. */
  sightings(hash: string): SightingList | undefined {
    const item = this.items.block.get(hash) ?? this.items.transaction.get(hash);
    return item === undefined ? undefined : { hash, sightings: item.sightings(), seen: item.row().seen };
  }

  /** The height of a recent block, as one peer states it; undefined while it is unknown. */
  heightOf(hash: string): number | undefined {
    return this.heights.of(hash);
  }

  /** Unsubscribes from the pool. */
  close(): void {
    this.subscription.unsubscribe();
    this.reachedSubject$.complete();
  }

  private see(type: Sighted['type'], hash: string, peer: ObservedPeer): void {
    const slot = this.slots.of(peer);
    const nowMs = this.scheduler.now();
    const item = this.items[type].get(hash) ?? this.add(type, hash, slot, nowMs);
    if (item === undefined || nowMs - item.firstMs > MAX_AGE_MS) return;
    const shares = item.see(slot, nowMs);
    if (shares === undefined) return;
    this.cachedRows[type] = undefined;
    if (item.hasSecond) this.soleItems[type].remove(hash);
    for (const share of shares) {
      const { connected, firstAtMs } = item.row();
      this.reachedSubject$.next({ type, hash, share, delayMs: item.delayOf(share)!, firstAtMs, connected });
    }
  }

  /** Adds an item; undefined if it was dropped before. */
  private add(type: Sighted['type'], hash: string, { order }: ConnectedSlot, nowMs: number): SpreadItem | undefined {
    if (this.dropped[type].has(hash)) return undefined;
    const items = this.items[type];
    const soleItems = this.soleItems[type];
    // With a single peer, no other peer can confirm an item.
    if (this.slots.connected > 1 && soleItems.countOf(order) === MAX_SOLE_ITEMS[type]) {
      this.drop(type, soleItems.oldestOf(order)!);
    } else if (items.size === MAX_ITEMS[type]) {
      const [oldest] = items.keys();
      this.drop(type, oldest!);
    }
    const item = new SpreadItem(type, hash, this.slots, wallClockMs(this.scheduler, nowMs) - nowMs);
    items.set(hash, item);
    soleItems.add(order, hash);
    const height = type === 'block' ? this.heights.of(hash) : undefined;
    if (height !== undefined) item.setHeight(height);
    return item;
  }

  private drop(type: Sighted['type'], hash: string): void {
    this.items[type].delete(hash);
    this.soleItems[type].remove(hash);
    this.dropped[type].add(hash);
  }

  private setHeight(hash: string): void {
    const item = this.items.block.get(hash);
    if (item === undefined) return;
    item.setHeight(this.heights.of(hash)!);
    this.cachedRows.block = undefined;
  }
}
