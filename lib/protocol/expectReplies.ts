import { Subscription } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { PeerTimeoutError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './runtime/conversation.js';
import type { Exchange, Question } from './exchanges/exchange.js';
import { ExchangeLedger } from './exchanges/exchangeLedger.js';
import { conversationOf } from './runtime/conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from './runtime/handler.js';

export interface ExpectRepliesOptions {
  /** How long a remote may owe an answer; for headers three times that. False: for ever. Default 30_000 (lbcd, stallResponseTimeout). */
  stallTimeoutMs?: number | false | undefined;
  /** False: an answer that comes too late is told as such, and the peer goes on. Default true. */
  endsPeer?: boolean | undefined;
}

/** Whose answer is owed, and how many times the patience is (lbcd, peer/peer.go maybeAddDeadline). */
const PATIENCE: Partial<Record<Question, number>> = { mempool: 1, getblocks: 1, getdata: 1, getheaders: 3 };

/**
 * Says nothing; reports every question with its answer, in both directions, and ends the peer when the remote owes one for too long.
 *
 *     received  --------h----------
 *     sent      --g---------d-----#      g getheaders, h headers, d getdata
 *     reports   --------x---------y      x answered, y unanswered
 *
 * A question is judged by itself: an answer clears what it answers, asking again extends nothing. Errors with PeerTimeoutError `STALLED`
 * for an unanswered mempool, getblocks, getdata, getheaders; that patience stands still while we hold the reading back, and starts anew
 * then. Remembers what waits, at most MAX_PENDING_QUESTIONS a side. lbcd, peer/peer.go stallHandler.
 */
export function expectReplies(options: ExpectRepliesOptions = {}): Conversation {
  return conversationOf((context, voice) => new ReplyWatch(context, voice, options));
}

class ReplyWatch implements ConversationHandler {
  private readonly ours: ExchangeLedger;
  private readonly theirs: ExchangeLedger;
  private readonly patienceMs: (question: Question) => number;
  private readonly endsPeer: boolean;
  private resumedMs: number | undefined;
  // Not a timer a question: one looks when the first may be due, and sleeps while nothing is owed.
  private timer = Subscription.EMPTY;
  private timerDueMs = Infinity;

  constructor(
    private readonly context: HandlerContext,
    private readonly voice: Voice,
    { stallTimeoutMs = 30_000, endsPeer = true }: ExpectRepliesOptions,
  ) {
    this.endsPeer = endsPeer && stallTimeoutMs !== false;
    const { network, report, scheduler } = context;
    this.patienceMs = (question) => (stallTimeoutMs === false ? Infinity : stallTimeoutMs * (PATIENCE[question] ?? 1));
    const options = {
      network,
      patienceMs: this.patienceMs,
      onExchange: (exchange: Exchange): void => report({ kind: 'exchange', exchange }),
      wallMs: (atMs: number): number => wallClockMs(scheduler, atMs),
      isHeard: (): boolean => context.isHeard?.('exchange') ?? true,
    };
    this.ours = new ExchangeLedger({ ...options, direction: 'sent' });
    this.theirs = new ExchangeLedger({ ...options, direction: 'received' });
  }

  received(message: Message, payload?: Uint8Array): void {
    const atMs = this.context.scheduler.now();
    this.ours.answer(message, atMs);
    this.theirs.ask(message, atMs, payload);
  }

  sent(message: Message): void {
    const atMs = this.context.scheduler.now();
    this.theirs.answer(message, atMs);
    this.ours.ask(message, atMs);
    const { command } = message;
    if (!this.endsPeer || this.resumedMs === undefined || !(command in PATIENCE)) return;
    // A getdata may be due before the getheaders that the timer waits for.
    if (atMs + this.patienceMs(command as Question) < this.timerDueMs) this.look();
  }

  paused(isPaused: boolean): void {
    if (!this.endsPeer) return;
    this.resumedMs = isPaused ? undefined : this.context.scheduler.now();
    if (isPaused) this.sleep();
    else this.look();
  }

  receivedAll(): void {
    // What is owed stays owed.
  }

  end(): void {
    this.sleep();
    this.ours.end();
    this.theirs.end();
  }

  private sleep(): void {
    this.timer.unsubscribe();
    this.timerDueMs = Infinity;
  }

  /** Fails when the oldest question of ours that is owed an answer has waited for too long. */
  private look(): void {
    this.sleep();
    const next = this.nextDue();
    if (next === undefined) return;
    const { question, dueMs } = next;
    const leftMs = dueMs - this.context.scheduler.now();
    if (leftMs > 0) {
      this.timerDueMs = dueMs;
      this.timer = this.context.scheduler.schedule(() => this.look(), leftMs);
      return;
    }
    const timeoutMs = this.patienceMs(question);
    this.voice.fail(new PeerTimeoutError('STALLED', `${question} unanswered for ${timeoutMs} ms`, timeoutMs));
  }

  private nextDue(): { readonly question: Question; readonly dueMs: number } | undefined {
    const resumedMs = this.resumedMs ?? Infinity;
    return this.ours
      .oldest()
      .filter(({ question }) => question in PATIENCE)
      .map(({ askedAtMs, question }) => ({
        question,
        dueMs: Math.max(askedAtMs, resumedMs) + this.patienceMs(question),
      }))
      .sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
