import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import { txid, wtxid } from '../../digests/transactionId.js';
import type { HeadersMessage } from '../../messages/headers.js';
import { InventoryType, isTransactionItem } from '../../messages/inventory.js';
import type { Network } from '../../networks/network.js';
import { isAnswerToGetheaders } from './answers.js';
import type { Exchange, Question } from './exchange.js';
import type { LedgerMessage, LedgerMessageOf } from './ledgerMessage.js';
import {
  PendingQuestions,
  pingQuestion,
  type NamedQuestion,
  type PendingQuestion,
  type AnswerKind,
} from './pendingQuestions.js';

/** The maximum number of cmpctblock messages whose time is stored, because a getblocktxn may follow; beyond it the oldest is evicted. */
const MAX_COMPACT_BLOCKS = 16;

/** The owner of a ledger: answers its questions, and receives its reports. */
export interface ExchangeLedgerOwner {
  readonly network: Network;
  /** False while exchanges have no subscriber: none is created then. */
  readonly isObserved: boolean;
  /** The time after which an answer to this question is late, in milliseconds. */
  timeoutOf(question: Question): number;
  onExchange(exchange: Exchange): void;
  /** Converts `atMs` to a time of day. */
  wallMs(atMs: number): number;
}

/**
 * Pairs the questions of one side with the answers of the other: by nonce, by hash, or, if an answer has neither, in order. A question that is
 * asked again while it is pending counts once. PendingQuestions stores the questions and bounds their number.
 */
export class ExchangeLedger {
  private readonly pending = new PendingQuestions();
  private compactBlocks: Map<Hash, number> | undefined;

  /** @param direction `sent`: we ask; `received`: the remote asks */
  constructor(
    private readonly direction: Exchange['direction'],
    private readonly owner: ExchangeLedgerOwner,
  ) {}

  get size(): number {
    return this.pending.size;
  }

  /** True if no question is pending. */
  get isEmpty(): boolean {
    return this.pending.isEmpty;
  }

  /** A message of the side that asks. */
  ask(asked: LedgerMessage, atMs: number): void {
    switch (asked.command) {
      case 'ping': {
        const { nonce } = asked.message();
        if (nonce !== undefined) this.askPing(nonce, atMs);
        break;
      }
      case 'getdata':
        if (asked.payload === undefined) this.pending.addGetdata(asked.message().items, atMs);
        else this.pending.addGetdataPayload(asked.payload, atMs);
        break;
      case 'getheaders': {
        const getheaders = asked.message();
        this.pending.add({
          question: 'getheaders',
          key: getheaders.locator[0] ?? getheaders.stopHash,
          askedAtMs: atMs,
          getheaders,
        });
        break;
      }
      case 'getblocks': {
        const { locator, stopHash } = asked.message();
        this.addQuestion('getblocks', locator[0] ?? stopHash, atMs);
        break;
      }
      case 'getblocktxn': {
        const { blockHash: key } = asked.message();
        const announcedAtMs = this.compactBlocks?.get(key);
        this.pending.add({
          question: 'getblocktxn',
          key,
          askedAtMs: atMs,
          ...(announcedAtMs === undefined ? {} : { announcedAtMs }),
        });
        break;
      }
      case 'mempool':
      case 'getaddr':
        this.addQuestion(asked.command, '', atMs);
        break;
      case 'getcfilters':
      case 'getcfheaders':
      case 'getcfcheckpt':
        this.addQuestion(asked.command, asked.message().stopHash, atMs);
        break;
      default:
    }
  }

  /** A message of the side that answers. It is decoded only if a question is pending that it may answer. */
  answer(answered: LedgerMessage, atMs: number): void {
    // The time of a compact block is stored although nothing is pending: a getblocktxn may follow.
    if (this.pending.isEmpty && answered.command !== 'cmpctblock') return;
    switch (answered.command) {
      case 'pong': {
        const { nonce } = answered.message();
        const askedAtMs = this.pending.takePing(nonce);
        if (askedAtMs !== undefined && this.owner.isObserved) {
          this.reportAnswered(pingQuestion(nonce, askedAtMs), atMs, 'answered');
        }
        break;
      }
      case 'tx': {
        // A transaction is hashed only while one is pending.
        if (!this.pending.isPending('tx')) break;
        const { transaction } = answered.message();
        if (!this.settle('tx', txid(transaction), atMs)) this.settle('tx', wtxid(transaction), atMs);
        break;
      }
      case 'block':
        if (!this.pending.isPending('block') && !this.pending.isPending('getblocktxn')) break;
        this.answerBlock(blockHash(answered.message().block.header), atMs, true);
        break;
      case 'merkleblock':
        this.answerBlock(blockHash(answered.message().header), atMs, false);
        break;
      case 'cmpctblock': {
        const hash = blockHash(answered.message().header);
        this.answerBlock(hash, atMs, false);
        this.rememberCompactBlock(hash, atMs);
        break;
      }
      case 'blocktxn':
        this.settle('getblocktxn', answered.message().blockHash, atMs);
        break;
      case 'notfound':
        if (!this.pending.isPending('tx') && !this.pending.isPending('block')) break;
        for (const item of answered.message().items) {
          this.settle(isTransactionItem(item) ? 'tx' : 'block', item.hash, atMs, 'notFound');
        }
        break;
      case 'headers':
        if (this.pending.isPending('getheaders')) this.answerGetheaders(answered.message(), atMs);
        break;
      case 'inv':
        this.answerInv(answered, atMs);
        break;
      case 'addr':
      case 'addrv2':
        this.settle('getaddr', '', atMs);
        break;
      case 'cfilter':
        this.settle('getcfilters', answered.message().blockHash, atMs);
        break;
      case 'cfheaders':
        this.settle('getcfheaders', answered.message().stopHash, atMs);
        break;
      case 'cfcheckpt':
        this.settle('getcfcheckpt', answered.message().stopHash, atMs);
        break;
      default:
    }
  }

  /** The oldest pending question of each kind except ping. */
  oldest(): PendingQuestion[] {
    return this.pending.oldest();
  }

  /** The connection ends: reports the pending questions as unanswered. */
  end(): void {
    if (!this.owner.isObserved) return;
    for (const pending of this.pending.removeAll()) this.report(pending, 'unanswered');
  }

  private askPing(nonce: bigint, atMs: number): void {
    const evicted = this.pending.addPing(nonce, atMs);
    if (evicted !== undefined) this.report(evicted, 'unanswered');
  }

  private addQuestion(question: NamedQuestion['question'], key: string, askedAtMs: number): void {
    this.pending.add({ question, key, askedAtMs });
  }

  private answerBlock(hash: Hash, atMs: number, isWhole: boolean): void {
    this.settle('block', hash, atMs);
    // A block that is too deep in the chain is sent as a whole (BIP152).
    if (isWhole) this.settle('getblocktxn', hash, atMs);
  }

  private answerInv(inv: LedgerMessageOf<'inv'>, atMs: number): void {
    if (this.pending.isPending('mempool') && inv.message().items.some(isTransactionItem))
      this.settle('mempool', '', atMs);
    if (!this.pending.isPending('getblocks')) return;
    if (!inv.message().items.some(({ type }) => type === InventoryType.block)) return;
    const [first] = this.pending.on('getblocks');
    if (first !== undefined) this.settle('getblocks', first.key, atMs);
  }

  private answerGetheaders(message: HeadersMessage, atMs: number): void {
    for (const { getheaders, key } of this.pending.on('getheaders')) {
      if (getheaders === undefined || !isAnswerToGetheaders(getheaders, message, this.owner.network)) continue;
      this.settle('getheaders', key, atMs);
      break;
    }
  }

  private rememberCompactBlock(hash: Hash, atMs: number): void {
    const compactBlocks = (this.compactBlocks ??= new Map<Hash, number>());
    compactBlocks.set(hash, atMs);
    if (compactBlocks.size > MAX_COMPACT_BLOCKS) compactBlocks.delete(compactBlocks.keys().next().value!);
  }

  /** @returns true if such a question was pending */
  private settle(kind: AnswerKind, key: string, atMs: number, outcome: 'answered' | 'notFound' = 'answered'): boolean {
    const pending = this.pending.take(kind, key);
    if (pending === undefined) return false;
    this.reportAnswered(pending, atMs, outcome);
    return true;
  }

  private reportAnswered(pending: PendingQuestion, atMs: number, outcome: 'answered' | 'notFound'): void {
    const tookMs = atMs - pending.askedAtMs;
    const isLate = outcome === 'answered' && tookMs > this.owner.timeoutOf(pending.question);
    this.report(pending, isLate ? 'late' : outcome, tookMs);
  }

  private report(
    { question, key, item, askedAtMs, announcedAtMs }: PendingQuestion,
    outcome: Exchange['outcome'],
    tookMs?: number,
  ): void {
    const { direction, owner } = this;
    if (!owner.isObserved) return;
    owner.onExchange({
      direction,
      question,
      key,
      askedAtMs: owner.wallMs(askedAtMs),
      outcome,
      ...(item === undefined ? {} : { item }),
      ...(announcedAtMs === undefined ? {} : { announcedAtMs: owner.wallMs(announcedAtMs) }),
      ...(tookMs === undefined ? {} : { tookMs }),
    });
  }
}
