import { PeerTimeoutError } from '../base/errors.js';
import type { BroadcastOutcome } from './broadcastEvent.js';

/**
 * A broadcast did not succeed in time. Code `TOO_FEW_COPIES`: fewer than `copies` remotes received the transaction, and the time is over or
 * no address is left. Code `NO_ECHO`: they received it, but no other peer announced it; `cause` is the error of `echoFrom`, if it has one.
 */
export class BroadcastError extends PeerTimeoutError {
  constructor(
    code: 'TOO_FEW_COPIES' | 'NO_ECHO',
    message: string,
    timeoutMs: number,
    /** The outcome of each address that was dialled, in the order of their ends. */
    readonly outcomes: readonly BroadcastOutcome[],
    cause?: unknown,
  ) {
    super(code, message, timeoutMs);
    if (cause !== undefined) this.cause = cause;
  }
}
