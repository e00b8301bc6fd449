import { MAX_DELAY_MS } from '../base/optionChecks.js';
import { idleError, IDLE_TIMEOUT_MS } from '../operators/idleTimeout.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { CancelTimer, ConversationHandler, HandlerContext } from './runtime/handler.js';

export interface EndWhenIdleOptions {
  /** How long the remote may send no message, in milliseconds. Default 300_000 (lbcd, peer/peer.go idleTimeout). */
  idleTimeoutMs?: number | undefined;
}

/**
 * Sends nothing, and ends the peer if no message arrives for `idleTimeoutMs`; bytes of an unfinished message do not count.
 *
 *     received  --a--b----------
 *     sent      -----------#
 *
 * Errors with PeerTimeoutError `IDLE_TIMEOUT`. While reading is paused the timeout stops, and it starts again from zero when reading
 * continues. Source: lbcd, peer/peer.go idleTimeout.
 */
export function endWhenIdle({ idleTimeoutMs = IDLE_TIMEOUT_MS }: EndWhenIdleOptions = {}): Conversation {
  return defineConversation((context) => new IdleWatch(context, idleTimeoutMs));
}

/** `cancelTimer` is undefined while reading is paused. One timer compares the clock when the timeout may be over; messages start none. */
class IdleWatch implements ConversationHandler {
  private lastMessageMs = 0;
  private cancelTimer: CancelTimer | undefined;

  constructor(
    private readonly context: HandlerContext,
    private readonly idleTimeoutMs: number,
  ) {}

  received(): void {
    this.lastMessageMs = this.context.scheduler.now();
  }

  paused(isPaused: boolean): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (isPaused) return;
    this.lastMessageMs = this.context.scheduler.now();
    this.startTimer(this.idleTimeoutMs);
  }

  private startTimer(delayMs: number): void {
    // A longer timeout than a timer can have is compared again when the timer fires.
    this.cancelTimer = this.context.after(Math.min(delayMs, MAX_DELAY_MS), () => this.onTimer());
  }

  private onTimer(): void {
    const leftMs = this.lastMessageMs + this.idleTimeoutMs - this.context.scheduler.now();
    if (leftMs > 0) this.startTimer(leftMs);
    else this.context.fail(idleError(this.idleTimeoutMs));
  }
}
