import type { GetheadersMessage } from '../../messages/headers.js';
import { isTransactionItem, type GetdataMessage, type InventoryItem } from '../../messages/inventory.js';
import { PackedInventory } from '../../wire/packedInventory.js';
import type { Question } from './exchange.js';
import { MAX_PENDING_PINGS } from '../keepAlive.js';

/** How many questions of one side may wait; what is asked beyond it is not watched. */
export const MAX_PENDING_QUESTIONS = 50_000;

/** How many getheaders of one side may wait: each keeps its locator, and each `headers` is held against all of them. */
const MAX_PENDING_GETHEADERS = 100;

/** A question that waits. */
export interface PendingQuestion {
  readonly question: Question;
  readonly key: string;
  readonly askedAtMs: number;
  /** Where an answer is known by it only. */
  readonly getheaders?: GetheadersMessage;
  readonly item?: InventoryItem;
  readonly announcedAtMs?: number;
}

/** Questions whose answers are looked up in the same place. */
export type Shelf = NamedQuestion['question'] | 'tx' | 'block';

interface PendingPing {
  readonly nonce: bigint;
  readonly askedAtMs: number;
}

/** So many of the unread items, which were asked for at one time. */
interface UnreadItems {
  count: number;
  readonly askedAtMs: number;
}

/** A question that has the shelf of its name. */
export interface NamedQuestion extends PendingQuestion {
  readonly question: Exclude<Question, 'getdata' | 'ping'>;
}

/**
 * The questions of one side that wait: by key, in the order of asking, apart for each kind of answer. One that is asked again while it
 * waits is the same. Holds at most MAX_PENDING_QUESTIONS, of them at most MAX_PENDING_GETHEADERS getheaders, and MAX_PENDING_PINGS pings.
 *
 * The items of a getdata are put on the shelf when somebody looks there: whoever serves nothing is asked for much, and answers nothing.
 * Nothing outlives what waits: of thousands of peers most wait for nothing.
 */
export class PendingQuestions {
  private shelves: Map<Shelf, Map<string, PendingQuestion>> | undefined;
  private shelved = 0;
  /** The items of every getdata that was not looked at, and in their order what was asked meanwhile. */
  private unreadItems: PackedInventory | undefined;
  private unread: (UnreadItems | NamedQuestion)[] = [];
  private unreadGetheaders = 0;
  // Not a Map: nearly always there is one or none, and a bigint is dear as a key.
  private pings: PendingPing[] | undefined;

  get size(): number {
    this.readAll();
    return this.shelved + (this.pings?.length ?? 0);
  }

  /** True while no answer means anything. */
  get isEmpty(): boolean {
    return this.shelves === undefined && this.unreadItems === undefined && this.pings === undefined;
  }

  /** @returns a ping that waits no more, to make room: a remote that answers none is asked for ever */
  addPing(nonce: bigint, askedAtMs: number): PendingQuestion | undefined {
    if (this.isFull() || this.pingAt(nonce) !== -1) return undefined;
    this.pings ??= [];
    this.pings.push({ nonce, askedAtMs });
    if (this.pings.length <= MAX_PENDING_PINGS) return undefined;
    const oldest = this.pings.shift()!;
    return pingQuestion(oldest.nonce, oldest.askedAtMs);
  }

  /** @param payload the message's, where it is at hand */
  addGetdata(getdata: GetdataMessage, askedAtMs: number, payload?: Uint8Array): void {
    if (this.isFull()) return;
    const items = (this.unreadItems ??= new PackedInventory());
    const before = items.size;
    items.add(payload ?? getdata);
    const count = items.size - before;
    const last = this.unread.at(-1);
    if (last !== undefined && 'count' in last && last.askedAtMs === askedAtMs) last.count += count;
    else this.unread.push({ count, askedAtMs });
  }

  add(pending: NamedQuestion): void {
    if (this.isFull()) return;
    if (this.unreadItems === undefined) {
      this.shelve(pending.question, pending);
      return;
    }
    if (pending.getheaders !== undefined && ++this.unreadGetheaders > MAX_PENDING_GETHEADERS) return;
    this.unread.push(pending);
  }

  /** When the ping with this nonce was asked, which waits no more. */
  takePing(nonce: bigint): number | undefined {
    const place = this.pingAt(nonce);
    if (place === -1) return undefined;
    const [ping] = this.pings!.splice(place, 1);
    if (this.pings!.length === 0) this.pings = undefined;
    return ping!.askedAtMs;
  }

  /** The question, which waits no more. */
  take(shelfName: Shelf, key: string): PendingQuestion | undefined {
    this.readAll();
    const shelf = this.shelves?.get(shelfName);
    const pending = shelf?.get(key);
    if (pending === undefined) return undefined;
    shelf!.delete(key);
    if (shelf!.size === 0) this.shelves!.delete(shelfName);
    if (this.shelves!.size === 0) this.shelves = undefined;
    this.shelved -= 1;
    return pending;
  }

  isWaiting(shelfName: Shelf): boolean {
    this.readAll();
    return this.shelves !== undefined && this.shelves.has(shelfName);
  }

  /** Those of one kind, in the order of asking. */
  on(shelfName: Shelf): Iterable<PendingQuestion> {
    this.readAll();
    return this.shelves?.get(shelfName)?.values() ?? [];
  }

  /** The oldest that waits, of each kind. */
  oldest(): PendingQuestion[] {
    this.readAll();
    return Array.from(this.shelves?.values() ?? [], (shelf) => shelf.values().next().value!);
  }

  /** All that wait, and none does any more. */
  takeAll(): PendingQuestion[] {
    this.readAll();
    const pings = (this.pings ?? []).map(({ nonce, askedAtMs }) => pingQuestion(nonce, askedAtMs));
    const others = Array.from(this.shelves?.values() ?? [], (shelf) => [...shelf.values()]);
    this.pings = undefined;
    this.shelves = undefined;
    this.shelved = 0;
    return [pings, ...others].flat();
  }

  private pingAt(nonce: bigint): number {
    return this.pings?.findIndex((ping) => ping.nonce === nonce) ?? -1;
  }

  private isFull(): boolean {
    const unread = this.unreadItems === undefined ? 0 : this.unreadItems.size + this.unread.length;
    return this.shelved + unread + (this.pings?.length ?? 0) >= MAX_PENDING_QUESTIONS;
  }

  private readAll(): void {
    const { unread, unreadItems } = this;
    if (unreadItems === undefined) return;
    this.unread = [];
    this.unreadItems = undefined;
    this.unreadGetheaders = 0;
    let start = 0;
    for (const each of unread) {
      if ('question' in each) {
        this.shelve(each.question, each);
        continue;
      }
      const { askedAtMs, count } = each;
      for (const item of unreadItems.items(start, start + count)) {
        this.shelve(isTransactionItem(item) ? 'tx' : 'block', { question: 'getdata', key: item.hash, askedAtMs, item });
      }
      start += count;
    }
  }

  private shelve(shelfName: Shelf, pending: PendingQuestion): void {
    if (this.isFull()) return;
    this.shelves ??= new Map();
    let shelf = this.shelves.get(shelfName);
    if (shelf === undefined) {
      shelf = new Map();
      this.shelves.set(shelfName, shelf);
    }
    if (shelf.has(pending.key)) return;
    if (pending.getheaders !== undefined && shelf.size >= MAX_PENDING_GETHEADERS) return;
    shelf.set(pending.key, pending);
    this.shelved += 1;
  }
}

export function pingQuestion(nonce: bigint, askedAtMs: number): PendingQuestion {
  return { question: 'ping', key: String(nonce), askedAtMs };
}
