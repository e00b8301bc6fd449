import { MAX_DELAY_MS } from '../base/optionChecks.js';
import { idleError, IDLE_TIMEOUT_MS } from '../operators/idleTimeout.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { CancelTimer, ConversationHandler, HandlerContext } from './runtime/handler.js';

/** Options of `endWhenIdle`. */
export interface EndWhenIdleOptions {
  /** The longest time without a complete message of the remote, in milliseconds. Default 300_000 (lbcd, peer/peer.go idleTimeout). */
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

/**
 * One timer runs at a time. When it fires, it compares the clock with the time of the last message and restarts if time is left, so a received
 * message only stores its time. `cancelTimer` is undefined while reading is paused.
 */
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
    // A timeout above the maximum delay of a timer (2^31 - 1 ms) needs several timers.
    this.cancelTimer = this.context.after(Math.min(delayMs, MAX_DELAY_MS), () => this.onTimer());
  }

  private onTimer(): void {
    const leftMs = this.lastMessageMs + this.idleTimeoutMs - this.context.scheduler.now();
    if (leftMs > 0) this.startTimer(leftMs);
    else this.context.fail(idleError(this.idleTimeoutMs));
  }
}
