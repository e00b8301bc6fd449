import { wallClockMs } from '../base/clock.js';
import { PeerTimeoutError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { policyProfileOf } from '../policy/policy.js';
import type { Exchange, Question } from './exchanges/exchange.js';
import { ExchangeLedger, type ExchangeLedgerOwner } from './exchanges/exchangeLedger.js';
import { sentMessage } from './exchanges/ledgerMessage.js';
import { requiredByProfile, type RequiredAnswer } from './requiredAnswers.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { CancelTimer, ConversationHandler, HandlerContext } from './runtime/handler.js';
import type { ReceivedMessage } from './runtime/receivedMessage.js';
import { policyIn } from './violation.js';

/** Options of `expectReplies`. */
export interface ExpectRepliesOptions {
  /**
   * The longest time until a reply arrives, in milliseconds; headers may take three times as long. False: no limit. Default 30_000 (lbcd,
   * peer/peer.go stallResponseTimeout).
   */
  stallTimeoutMs?: number | false | undefined;
  /** False: a late reply is reported as late, and the peer continues. Default true. */
  endsPeer?: boolean | undefined;
  /**
   * The questions that end the peer if they stay unanswered. Default: `getdata` and `getheaders`; with the policy profile `lbcd` also `mempool`
   * and `getblocks` (lbcd, peer/peer.go maybeAddDeadline). They are not in the default, because an honest node does not answer `mempool` if its
   * mempool is empty, nor `getblocks` if it has no further block (Bitcoin Core, net_processing.cpp; lbcd, server.go OnMemPool and OnGetBlocks).
   * The limit for a pong is `pongTimeoutMs`.
   */
  requiredAnswers?: readonly RequiredAnswer[] | undefined;
}

/** Headers may take this multiple of the timeout (lbcd, peer/peer.go maybeAddDeadline). */
const HEADERS_TIMEOUT_FACTOR = 3;

/**
 * Sends nothing; reports each question with its answer, in both directions, and ends the peer if the remote leaves one unanswered for too long.
 *
 *     received  --------h----------
 *     sent      --g---------d-----#      g getheaders, h headers, d getdata
 *     reports   --------x---------y      x answered, y unanswered
 *
 * Each question has its own timeout: an answer ends the timeout of its own question only, and asking again does not extend it. Errors with
 * PeerTimeoutError `STALLED` if one of `requiredAnswers` is missing. While reading is paused the timeouts stop, and they start again from zero
 * when reading continues. Stores the pending questions, at most MAX_PENDING_QUESTIONS per side. Source: lbcd, peer/peer.go stallHandler.
 */
export function expectReplies(options: ExpectRepliesOptions = {}): Conversation {
  return defineConversation((context) => new ReplyWatch(context, options));
}

/**
 *     Idle ──── we send a question that must be answered ─▶ Watching, with a timer for the first question that is due
 *     Watching ─ nothing is unanswered when the timer fires ─▶ Idle
 *     any ───── reading is paused ─▶ Paused ─ reading continues ─▶ Watching or Idle
 */
class ReplyWatch implements ConversationHandler, ExchangeLedgerOwner {
  private readonly ours = new ExchangeLedger('sent', this);
  private readonly theirs = new ExchangeLedger('received', this);
  private readonly stallTimeoutMs: number;
  private readonly endsPeer: boolean;
  private readonly requiredAnswers: readonly string[];
  /** When reading last continued; undefined while it is paused. */
  private readingSinceMs: number | undefined;
  // One timer for all questions: it fires when the first of them may be overdue.
  private cancelTimer: CancelTimer | undefined;
  private timerDueMs = Infinity;

  constructor(
    private readonly context: HandlerContext,
    { stallTimeoutMs = 30_000, endsPeer = true, requiredAnswers }: ExpectRepliesOptions,
  ) {
    this.stallTimeoutMs = stallTimeoutMs === false ? Infinity : stallTimeoutMs;
    this.endsPeer = endsPeer && stallTimeoutMs !== false;
    this.requiredAnswers = requiredAnswers ?? requiredByProfile(policyProfileOf(policyIn(context)));
  }

  get network(): Network {
    return this.context.network;
  }

  get isObserved(): boolean {
    return this.context.isObserved?.('exchange') ?? true;
  }

  timeoutOf(question: Question): number {
    return this.stallTimeoutMs * (question === 'getheaders' ? HEADERS_TIMEOUT_FACTOR : 1);
  }

  wallMs(atMs: number): number {
    return wallClockMs(this.context.scheduler, atMs);
  }

  onExchange(exchange: Exchange): void {
    this.context.report({ kind: 'exchange', exchange });
  }

  received(received: ReceivedMessage): void {
    const atMs = this.context.scheduler.now();
    this.ours.answer(received, atMs);
    this.theirs.ask(received, atMs);
  }

  sent(message: Message): void {
    const { command } = message;
    const atMs = this.context.scheduler.now();
    const sent = sentMessage(message);
    this.theirs.answer(sent, atMs);
    this.ours.ask(sent, atMs);
    if (!this.endsPeer || this.readingSinceMs === undefined) return;
    if (!this.requiredAnswers.includes(command)) return;
    // The new question may be due before the question that the timer waits for: a getdata before a getheaders.
    if (atMs + this.timeoutOf(command as Question) < this.timerDueMs) this.watch();
  }

  paused(isPaused: boolean): void {
    if (!this.endsPeer) return;
    this.readingSinceMs = isPaused ? undefined : this.context.scheduler.now();
    if (isPaused) this.stopTimer();
    else this.watch();
  }

  inputEnded(): void {
    // Without this method the conversation would complete. Its timeouts continue: unanswered questions still end the peer.
  }

  end(): void {
    this.ours.end();
    this.theirs.end();
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.timerDueMs = Infinity;
  }

  /** Fails if one of our questions is overdue, else starts the timer for the one that is due first. */
  private watch(): void {
    this.stopTimer();
    const next = this.nextDue();
    if (next === undefined) return;
    const { question, dueMs } = next;
    const leftMs = dueMs - this.context.scheduler.now();
    if (leftMs > 0) {
      this.timerDueMs = dueMs;
      this.cancelTimer = this.context.after(leftMs, () => this.watch());
      return;
    }
    const timeoutMs = this.timeoutOf(question);
    this.context.fail(new PeerTimeoutError('STALLED', `${question} unanswered for ${timeoutMs} ms`, timeoutMs));
  }

  private nextDue(): { readonly question: Question; readonly dueMs: number } | undefined {
    if (this.ours.isEmpty) return undefined;
    const readingSinceMs = this.readingSinceMs ?? Infinity;
    return this.ours
      .oldest()
      .filter(({ question }) => this.requiredAnswers.includes(question))
      .map(({ askedAtMs, question }) => ({
        question,
        dueMs: Math.max(askedAtMs, readingSinceMs) + this.timeoutOf(question),
      }))
      .sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
