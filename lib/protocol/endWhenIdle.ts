import { idleError, IDLE_TIMEOUT_MS } from '../operators/idleTimeout.js';
import { IdleTimer } from '../operators/idleTimer.js';
import type { Conversation } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';

/**
 * Says nothing, and ends the peer when the remote has said nothing for a while; bytes of an unfinished message do not count.
 *
 *     received  --a--b----------
 *     sent      -----------#
 *
 * Errors with PeerTimeoutError `IDLE_TIMEOUT`; the patience stands still while we hold the reading back. lbcd, peer/peer.go idleTimeout.
 *
 * @param options.timeoutMs default 300_000
 */
export function endWhenIdle({ timeoutMs = IDLE_TIMEOUT_MS }: { timeoutMs?: number | undefined } = {}): Conversation {
  return conversationOf(({ scheduler }, voice) => {
    const patience = new IdleTimer(timeoutMs, scheduler, () => voice.fail(idleError(timeoutMs)));
    return {
      received: () => patience.renew(),
      paused(isPaused) {
        if (isPaused) patience.stop();
        else patience.start();
      },
      end: () => patience.stop(),
    };
  });
}
