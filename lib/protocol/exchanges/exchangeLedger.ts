import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import { txid, wtxid } from '../../digests/transactionId.js';
import type { HeadersMessage } from '../../messages/headers.js';
import { InventoryType, isTransactionItem } from '../../messages/inventory.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import { isAnswerToGetheaders } from './answers.js';
import type { Exchange, Question } from './exchange.js';
import {
  PendingQuestions,
  pingQuestion,
  type NamedQuestion,
  type PendingQuestion,
  type Shelf,
} from './pendingQuestions.js';

/** How long an announcement by cmpctblock is remembered for the getblocktxn that may follow: this many of them. */
const MAX_COMPACT_BLOCKS = 16;

export interface ExchangeLedgerOptions {
  /** Who asks the questions of this ledger. */
  direction: Exchange['direction'];
  network: Network;
  /** How long an answer may take without being late. */
  patienceMs: (question: Question) => number;
  onExchange: (exchange: Exchange) => void;
  /** The time of day of a moment that was given as `atMs`. Default: the moment itself. */
  wallMs?: ((atMs: number) => number) | undefined;
  /** False while nobody wants to be told: an exchange costs more to make than to find. */
  isHeard: () => boolean;
}

/**
 * Pairs the questions of one side with the answers of the other: by nonce, by hash, and where an answer names neither, in order. The
 * same question asked again while it waits is the same question. Remembers what PendingQuestions holds.
 */
export class ExchangeLedger {
  private readonly pending = new PendingQuestions();
  private compactBlocks: Map<Hash, number> | undefined;

  constructor(private readonly options: ExchangeLedgerOptions) {}

  get size(): number {
    return this.pending.size;
  }

  /** A message of the side that asks. @param payload its own, where it is at hand */
  ask(message: Message, atMs: number, payload?: Uint8Array): void {
    switch (message.command) {
      case 'ping':
        if (message.nonce !== undefined) this.askPing(message.nonce, atMs);
        break;
      case 'getdata':
        this.pending.addGetdata(message, atMs, payload);
        break;
      case 'getheaders':
        this.pending.add({
          question: 'getheaders',
          key: message.locator[0] ?? message.stopHash,
          askedAtMs: atMs,
          getheaders: message,
        });
        break;
      case 'getblocks':
        this.wait('getblocks', message.locator[0] ?? message.stopHash, atMs);
        break;
      case 'getblocktxn': {
        const announcedAtMs = this.compactBlocks?.get(message.blockHash);
        this.pending.add({
          question: 'getblocktxn',
          key: message.blockHash,
          askedAtMs: atMs,
          ...(announcedAtMs === undefined ? {} : { announcedAtMs }),
        });
        break;
      }
      case 'mempool':
      case 'getaddr':
        this.wait(message.command, '', atMs);
        break;
      case 'getcfilters':
      case 'getcfheaders':
      case 'getcfcheckpt':
        this.wait(message.command, message.stopHash, atMs);
        break;
      default:
    }
  }

  /** A message of the side that answers. */
  answer(message: Message, atMs: number): void {
    // One that announces a block is remembered: a question may follow it.
    if (this.pending.isEmpty && message.command !== 'cmpctblock') return;
    switch (message.command) {
      case 'pong': {
        const askedAtMs = this.pending.takePing(message.nonce);
        if (askedAtMs !== undefined && this.options.isHeard()) {
          this.tellAnswered(pingQuestion(message.nonce, askedAtMs), atMs, 'answered');
        }
        break;
      }
      case 'tx':
        // A transaction is hashed only while one is waited for.
        if (!this.pending.isWaiting('tx')) break;
        if (!this.settle('tx', txid(message.transaction), atMs)) this.settle('tx', wtxid(message.transaction), atMs);
        break;
      case 'block':
        if (!this.pending.isWaiting('block') && !this.pending.isWaiting('getblocktxn')) break;
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
        if (!this.pending.isWaiting('tx') && !this.pending.isWaiting('block')) break;
        for (const item of message.items) {
          this.settle(isTransactionItem(item) ? 'tx' : 'block', item.hash, atMs, 'notFound');
        }
        break;
      case 'headers':
        this.answerGetheaders(message, atMs);
        break;
      case 'inv':
        if (this.pending.isWaiting('mempool') && message.items.some(isTransactionItem)) {
          this.settle('mempool', '', atMs);
        }
        if (this.pending.isWaiting('getblocks') && message.items.some(({ type }) => type === InventoryType.block)) {
          for (const { key } of this.pending.on('getblocks')) {
            this.settle('getblocks', key, atMs);
            break;
          }
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

  /** The oldest that waits, of each kind but ping. */
  oldest(): PendingQuestion[] {
    return this.pending.oldest();
  }

  /** Nothing more comes: what waits stays unanswered. */
  end(): void {
    if (!this.options.isHeard()) return;
    for (const pending of this.pending.takeAll()) this.tell(pending, 'unanswered');
  }

  private askPing(nonce: bigint, atMs: number): void {
    const forgotten = this.pending.addPing(nonce, atMs);
    if (forgotten !== undefined) this.tell(forgotten, 'unanswered');
  }

  private wait(question: NamedQuestion['question'], key: string, askedAtMs: number): void {
    this.pending.add({ question, key, askedAtMs });
  }

  private answerBlock(hash: Hash, atMs: number, isWhole: boolean): void {
    this.settle('block', hash, atMs);
    // A block that is too deep is sent whole (BIP152).
    if (isWhole) this.settle('getblocktxn', hash, atMs);
  }

  private answerGetheaders(message: HeadersMessage, atMs: number): void {
    for (const { getheaders, key } of this.pending.on('getheaders')) {
      if (getheaders === undefined || !isAnswerToGetheaders(getheaders, message, this.options.network)) continue;
      this.settle('getheaders', key, atMs);
      break;
    }
  }

  private rememberCompactBlock(hash: Hash, atMs: number): void {
    const compactBlocks = (this.compactBlocks ??= new Map<Hash, number>());
    compactBlocks.set(hash, atMs);
    if (compactBlocks.size > MAX_COMPACT_BLOCKS) compactBlocks.delete(compactBlocks.keys().next().value!);
  }

  /** True when such a question waited. */
  private settle(shelf: Shelf, key: string, atMs: number, outcome: 'answered' | 'notFound' = 'answered'): boolean {
    const pending = this.pending.take(shelf, key);
    if (pending === undefined) return false;
    this.tellAnswered(pending, atMs, outcome);
    return true;
  }

  private tellAnswered(pending: PendingQuestion, atMs: number, outcome: 'answered' | 'notFound'): void {
    const tookMs = atMs - pending.askedAtMs;
    const isLate = outcome === 'answered' && tookMs > this.options.patienceMs(pending.question);
    this.tell(pending, isLate ? 'late' : outcome, tookMs);
  }

  private tell(
    { question, key, item, askedAtMs, announcedAtMs }: PendingQuestion,
    outcome: Exchange['outcome'],
    tookMs?: number,
  ): void {
    const { direction, isHeard, onExchange, wallMs = (atMs: number): number => atMs } = this.options;
    if (!isHeard()) return;
    onExchange({
      direction,
      question,
      key,
      askedAtMs: wallMs(askedAtMs),
      outcome,
      ...(item === undefined ? {} : { item }),
      ...(announcedAtMs === undefined ? {} : { announcedAtMs: wallMs(announcedAtMs) }),
      ...(tookMs === undefined ? {} : { tookMs }),
    });
  }
}
