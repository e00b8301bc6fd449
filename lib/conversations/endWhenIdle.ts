import { ignoreElements, pipe } from 'rxjs';
import { idleTimeout } from '../operators/idleTimeout.js';
import type { Conversation } from './conversation.js';

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
export function endWhenIdle({ timeoutMs }: { timeoutMs?: number | undefined } = {}): Conversation {
  return ({ paused$, scheduler }) => pipe(idleTimeout({ timeoutMs, paused$, scheduler }), ignoreElements());
}
