import type { Hash } from '../bytes/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { txid, wtxid } from '../digests/transactionId.js';
import type { GetheadersMessage } from '../messages/headers.js';
import { InventoryType, isTransactionItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { isAnswerToGetheaders } from './answers.js';
import type { Exchange, Question } from './exchange.js';

/** How many questions of one side may wait; what is asked beyond it is not watched. */
export const MAX_PENDING_QUESTIONS = 50_000;

/** How many getheaders of one side may wait: each keeps its locator, and each `headers` is held against all of them. */
const MAX_PENDING_GETHEADERS = 100;

/** How long an announcement by cmpctblock is remembered for the getblocktxn that may follow: this many of them. */
const MAX_COMPACT_BLOCKS = 16;

/** A question that waits. */
export interface PendingQuestion {
  readonly question: Question;
  /** Where an answer is known by it only. */
  readonly getheaders?: GetheadersMessage;
  readonly key: string;
  readonly item?: InventoryItem;
  readonly askedAtMs: number;
  readonly announcedAtMs?: number;
}

export interface ExchangeLedgerOptions {
  /** Who asks the questions of this ledger. */
  direction: Exchange['direction'];
  network: Network;
  /** How long an answer may take without being late. */
  patienceMs: (question: Question) => number;
  onExchange: (exchange: Exchange) => void;
}

/**
 * Pairs the questions of one side with the answers of the other: by nonce, by hash, and where an answer names neither, in order. The
 * same question asked again while it waits is the same question. Remembers what waits, at most MAX_PENDING_QUESTIONS, of them at most
 * MAX_PENDING_GETHEADERS getheaders.
 */
export class ExchangeLedger {
  // By key, in the order of asking, apart for each kind of answer: a transaction is hashed only while one is waited for.
  private readonly waiting = new Map<Shelf, Map<string, PendingQuestion>>();
  private readonly compactBlocks = new Map<Hash, number>();
  private count = 0;

  constructor(private readonly options: ExchangeLedgerOptions) {}

  get size(): number {
    return this.count;
  }

  /** A message of the side that asks. */
  ask(message: Message, atMs: number): void {
    switch (message.command) {
      case 'ping':
        if (message.nonce !== undefined) this.wait('ping', 'ping', String(message.nonce), atMs);
        break;
      case 'getdata':
        if (this.count >= MAX_PENDING_QUESTIONS) break;
        for (const item of message.items) {
          this.wait(isTransactionItem(item) ? 'tx' : 'block', 'getdata', item.hash, atMs, { item });
        }
        break;
      case 'getheaders':
        this.wait('getheaders', 'getheaders', message.locator[0] ?? message.stopHash, atMs, { getheaders: message });
        break;
      case 'getblocks':
        this.wait('getblocks', 'getblocks', message.locator[0] ?? message.stopHash, atMs);
        break;
      case 'getblocktxn':
        this.wait('getblocktxn', 'getblocktxn', message.blockHash, atMs);
        break;
      case 'mempool':
      case 'getaddr':
        this.wait(message.command, message.command, '', atMs);
        break;
      case 'getcfilters':
      case 'getcfheaders':
      case 'getcfcheckpt':
        this.wait(message.command, message.command, message.stopHash, atMs);
        break;
      default:
    }
  }

  /** A message of the side that answers. */
  answer(message: Message, atMs: number): void {
    switch (message.command) {
      case 'pong':
        if (this.isWaiting('ping')) this.settle('ping', String(message.nonce), atMs);
        break;
      case 'tx':
        if (!this.isWaiting('tx')) break;
        if (!this.settle('tx', txid(message.transaction), atMs)) this.settle('tx', wtxid(message.transaction), atMs);
        break;
      case 'block':
        if (!this.isWaiting('block') && !this.isWaiting('getblocktxn')) break;
        this.answerBlock(blockHash(message.block.header), atMs, true);
        break;
      case 'merkleblock':
        this.answerBlock(blockHash(message.header), atMs, false);
        break;
      case 'cmpctblock': {
        const hash = blockHash(message.header);
        this.answerBlock(hash, atMs, false);
        this.rememberCompactBlock(hash, atMs);
        break;
      }
      case 'blocktxn':
        this.settle('getblocktxn', message.blockHash, atMs);
        break;
      case 'notfound':
        if (!this.isWaiting('tx') && !this.isWaiting('block')) break;
        for (const item of message.items) {
          this.settle(isTransactionItem(item) ? 'tx' : 'block', item.hash, atMs, 'notFound');
        }
        break;
      case 'headers':
        for (const pending of this.waiting.get('getheaders')?.values() ?? []) {
          if (pending.getheaders === undefined) continue;
          if (!isAnswerToGetheaders(pending.getheaders, message, this.options.network)) continue;
          this.settle('getheaders', pending.key, atMs);
          break;
        }
        break;
      case 'inv':
        if (this.isWaiting('mempool') && message.items.some(isTransactionItem)) this.settle('mempool', '', atMs);
        if (this.isWaiting('getblocks') && message.items.some(({ type }) => type === InventoryType.block)) {
          this.settleOldest('getblocks', atMs);
        }
        break;
      case 'addr':
      case 'addrv2':
        this.settle('getaddr', '', atMs);
        break;
      case 'cfilter':
        this.settle('getcfilters', message.blockHash, atMs);
        break;
      case 'cfheaders':
        this.settle('getcfheaders', message.stopHash, atMs);
        break;
      case 'cfcheckpt':
        this.settle('getcfcheckpt', message.stopHash, atMs);
        break;
      default:
    }
  }

  /** The oldest that waits, of each kind. */
  oldest(): PendingQuestion[] {
    return Array.from(this.waiting.values(), (shelf) => shelf.values().next().value).filter(
      (each) => each !== undefined,
    );
  }

  /** Nothing more comes: what waits stays unanswered. */
  end(): void {
    for (const shelf of this.waiting.values()) for (const pending of shelf.values()) this.tell(pending, 'unanswered');
    this.waiting.clear();
    this.count = 0;
  }

  private wait(
    shelfName: Shelf,
    question: Question,
    key: string,
    askedAtMs: number,
    details: Pick<PendingQuestion, 'item' | 'getheaders'> = {},
  ): void {
    let shelf = this.waiting.get(shelfName);
    if (shelf === undefined) {
      shelf = new Map();
      this.waiting.set(shelfName, shelf);
    }
    if (shelf.has(key) || this.count >= MAX_PENDING_QUESTIONS) return;
    if (question === 'getheaders' && shelf.size >= MAX_PENDING_GETHEADERS) return;
    const announcedAtMs = question === 'getblocktxn' ? this.compactBlocks.get(key) : undefined;
    this.count += 1;
    shelf.set(key, {
      question,
      key,
      askedAtMs,
      ...details,
      ...(announcedAtMs === undefined ? {} : { announcedAtMs }),
    });
  }

  private answerBlock(hash: Hash, atMs: number, isWhole: boolean): void {
    this.settle('block', hash, atMs);
    // A block that is too deep is sent whole (BIP152).
    if (isWhole) this.settle('getblocktxn', hash, atMs);
  }

  private rememberCompactBlock(hash: Hash, atMs: number): void {
    this.compactBlocks.set(hash, atMs);
    if (this.compactBlocks.size > MAX_COMPACT_BLOCKS)
      this.compactBlocks.delete(this.compactBlocks.keys().next().value!);
  }

  private settleOldest(shelfName: Shelf, atMs: number): void {
    const key = this.waiting.get(shelfName)?.keys().next().value;
    if (key !== undefined) this.settle(shelfName, key, atMs);
  }

  /** True when such a question waited. */
  private settle(shelfName: Shelf, key: string, atMs: number, outcome: 'answered' | 'notFound' = 'answered'): boolean {
    const shelf = this.waiting.get(shelfName);
    const pending = shelf?.get(key);
    if (pending === undefined) return false;
    shelf!.delete(key);
    this.count -= 1;
    const tookMs = atMs - pending.askedAtMs;
    const isLate = outcome === 'answered' && tookMs > this.options.patienceMs(pending.question);
    this.tell(pending, isLate ? 'late' : outcome, tookMs);
    return true;
  }

  private tell(
    { question, key, item, askedAtMs, announcedAtMs }: PendingQuestion,
    outcome: Exchange['outcome'],
    tookMs?: number,
  ): void {
    this.options.onExchange({
      direction: this.options.direction,
      question,
      key,
      askedAtMs,
      outcome,
      ...(item === undefined ? {} : { item }),
      ...(announcedAtMs === undefined ? {} : { announcedAtMs }),
      ...(tookMs === undefined ? {} : { tookMs }),
    });
  }

  private isWaiting(shelfName: Shelf): boolean {
    return (this.waiting.get(shelfName)?.size ?? 0) > 0;
  }
}

/** Questions whose answers are looked up in the same place. */
type Shelf = Exclude<Question, 'getdata'> | 'tx' | 'block';
