import { IdleTimer, type TimerSource } from '../base/idleTimer.js';
import { idleError, IDLE_TIMEOUT_MS } from '../operators/idleTimeout.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { ConversationHandler, HandlerContext } from './runtime/handler.js';

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

/** The timer is stopped while reading is paused. */
class IdleWatch implements ConversationHandler, TimerSource {
  private readonly timer: IdleTimer;

  constructor(
    private readonly context: HandlerContext,
    idleTimeoutMs: number,
  ) {
    this.timer = new IdleTimer(idleTimeoutMs, this, () => context.fail(idleError(idleTimeoutMs)));
  }

  received(): void {
    this.timer.renew();
  }

  paused(isPaused: boolean): void {
    if (isPaused) this.timer.stop();
    else this.timer.start();
  }

  now(): number {
    return this.context.scheduler.now();
  }

  schedule(work: () => void, delayMs: number): { unsubscribe(): void } {
    return { unsubscribe: this.context.after(delayMs, work) };
  }
}
