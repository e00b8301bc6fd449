import type { GetheadersMessage } from '../../messages/headers.js';
import { isTransactionItem, type InventoryItem } from '../../messages/inventory.js';
import type { Question } from './exchange.js';
import { MAX_PENDING_PINGS } from '../keepAlive.js';
import { PackedInventory } from '../packedInventory.js';

/** The number of pending questions per side; further questions are not tracked. */
export const MAX_PENDING_QUESTIONS = 50_000;

/** The number of pending getheaders per side: each stores its locator, and each `headers` is compared with all of them. */
const MAX_PENDING_GETHEADERS = 100;

/** A question that is not answered yet. See Exchange for the fields. */
export interface PendingQuestion {
  readonly question: Question;
  readonly key: string;
  readonly askedAtMs: number;
  /** Present for getheaders: isAnswerToGetheaders compares an answer with the whole question. */
  readonly getheaders?: GetheadersMessage;
  readonly item?: InventoryItem;
  readonly announcedAtMs?: number;
}

/** The kind of answer that a question waits for. */
export type AnswerKind = NamedQuestion['question'] | 'tx' | 'block';

interface PendingPing {
  readonly nonce: bigint;
  readonly askedAtMs: number;
}

/** A run of packed items that were requested at the same time. */
interface PackedItems {
  count: number;
  readonly askedAtMs: number;
}

/** A question whose answer kind has its own name. */
export interface NamedQuestion extends PendingQuestion {
  readonly question: Exclude<Question, 'getdata' | 'ping'>;
}

/**
 * The questions of one side without an answer, in a bucket per kind of answer: by key, in the order of asking. A question that is asked again
 * while it is pending counts once. Stores at most MAX_PENDING_QUESTIONS, of these at most MAX_PENDING_GETHEADERS getheaders, and
 * MAX_PENDING_PINGS pings.
 *
 * The items of a getdata stay packed until a bucket is read: a peer that serves nothing gets requests for many items and never answers. A
 * peer without pending questions allocates none of these objects.
 */
export class PendingQuestions {
  private buckets: Map<AnswerKind, Map<string, PendingQuestion>> | undefined;
  private bucketed = 0;
  /**
   * The items of getdata messages that are not in a bucket yet. `packed` has their runs, and the other questions of the same period, in order.
   */
  private packedItems: PackedInventory | undefined;
  private packed: (PackedItems | NamedQuestion)[] = [];
  private packedGetheaders = 0;
  // Not a Map: there is rarely more than one ping, and hashing a bigint is expensive.
  private pings: PendingPing[] | undefined;

  get size(): number {
    this.unpack();
    return this.bucketed + (this.pings?.length ?? 0);
  }

  /** True if no question is pending. */
  get isEmpty(): boolean {
    return this.buckets === undefined && this.packedItems === undefined && this.pings === undefined;
  }

  /** @returns the oldest ping if it is evicted: more than MAX_PENDING_PINGS are pending */
  addPing(nonce: bigint, askedAtMs: number): PendingQuestion | undefined {
    if (this.isFull() || this.pingAt(nonce) !== -1) return undefined;
    this.pings ??= [];
    this.pings.push({ nonce, askedAtMs });
    if (this.pings.length <= MAX_PENDING_PINGS) return undefined;
    const oldest = this.pings.shift()!;
    return pingQuestion(oldest.nonce, oldest.askedAtMs);
  }

  addGetdata(items: readonly InventoryItem[], askedAtMs: number): void {
    if (this.isFull()) return;
    const packed = (this.packedItems ??= new PackedInventory());
    packed.addItems(items);
    this.addPackedRun(items.length, askedAtMs);
  }

  /** The same for a received getdata, without decoding it. The payload is copied. */
  addGetdataPayload(payload: Uint8Array, askedAtMs: number): void {
    if (this.isFull()) return;
    const packed = (this.packedItems ??= new PackedInventory());
    const sizeBefore = packed.size;
    packed.addPayload(payload);
    this.addPackedRun(packed.size - sizeBefore, askedAtMs);
  }

  add(pending: NamedQuestion): void {
    if (this.isFull()) return;
    if (this.packedItems === undefined) {
      this.addToBucket(pending.question, pending);
      return;
    }
    if (pending.getheaders !== undefined && ++this.packedGetheaders > MAX_PENDING_GETHEADERS) return;
    this.packed.push(pending);
  }

  /** Removes the ping with this nonce. @returns when it was sent */
  takePing(nonce: bigint): number | undefined {
    const index = this.pingAt(nonce);
    if (index === -1) return undefined;
    const [ping] = this.pings!.splice(index, 1);
    if (this.pings!.length === 0) this.pings = undefined;
    return ping!.askedAtMs;
  }

  /** Removes and returns the question. */
  take(kind: AnswerKind, key: string): PendingQuestion | undefined {
    this.unpack();
    const bucket = this.buckets?.get(kind);
    const pending = bucket?.get(key);
    if (pending === undefined) return undefined;
    bucket!.delete(key);
    if (bucket!.size === 0) this.buckets!.delete(kind);
    if (this.buckets!.size === 0) this.buckets = undefined;
    this.bucketed -= 1;
    return pending;
  }

  isPending(kind: AnswerKind): boolean {
    this.unpack();
    return this.buckets !== undefined && this.buckets.has(kind);
  }

  /** The pending questions of one kind, in the order of asking. */
  on(kind: AnswerKind): Iterable<PendingQuestion> {
    this.unpack();
    return this.buckets?.get(kind)?.values() ?? [];
  }

  /** The oldest pending question of each kind. */
  oldest(): PendingQuestion[] {
    this.unpack();
    return Array.from(this.buckets?.values() ?? [], (bucket) => bucket.values().next().value!);
  }

  /** Removes and returns all pending questions. */
  removeAll(): PendingQuestion[] {
    this.unpack();
    const pings = (this.pings ?? []).map(({ nonce, askedAtMs }) => pingQuestion(nonce, askedAtMs));
    const others = Array.from(this.buckets?.values() ?? [], (bucket) => [...bucket.values()]);
    this.pings = undefined;
    this.buckets = undefined;
    this.bucketed = 0;
    return [pings, ...others].flat();
  }

  private addPackedRun(count: number, askedAtMs: number): void {
    const last = this.packed.at(-1);
    if (last !== undefined && 'count' in last && last.askedAtMs === askedAtMs) last.count += count;
    else this.packed.push({ count, askedAtMs });
  }

  private pingAt(nonce: bigint): number {
    return this.pings?.findIndex((ping) => ping.nonce === nonce) ?? -1;
  }

  private isFull(): boolean {
    const packed = this.packedItems === undefined ? 0 : this.packedItems.size + this.packed.length;
    return this.bucketed + packed + (this.pings?.length ?? 0) >= MAX_PENDING_QUESTIONS;
  }

  private unpack(): void {
    const { packed, packedItems } = this;
    if (packedItems === undefined) return;
    this.packed = [];
    this.packedItems = undefined;
    this.packedGetheaders = 0;
    let start = 0;
    for (const each of packed) {
      if ('question' in each) {
        this.addToBucket(each.question, each);
        continue;
      }
      const { askedAtMs, count } = each;
      for (const item of packedItems.items(start, start + count)) {
        this.addToBucket(isTransactionItem(item) ? 'tx' : 'block', {
          question: 'getdata',
          key: item.hash,
          askedAtMs,
          item,
        });
      }
      start += count;
    }
  }

  private addToBucket(kind: AnswerKind, pending: PendingQuestion): void {
    if (this.isFull()) return;
    this.buckets ??= new Map();
    let bucket = this.buckets.get(kind);
    if (bucket === undefined) {
      bucket = new Map();
      this.buckets.set(kind, bucket);
    }
    if (bucket.has(pending.key)) return;
    if (pending.getheaders !== undefined && bucket.size >= MAX_PENDING_GETHEADERS) return;
    bucket.set(pending.key, pending);
    this.bucketed += 1;
  }
}

/** The question of a ping with this nonce. */
export function pingQuestion(nonce: bigint, askedAtMs: number): PendingQuestion {
  return { question: 'ping', key: String(nonce), askedAtMs };
}
