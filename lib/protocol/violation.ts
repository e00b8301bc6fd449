import { RemoteProtocolError } from '../base/errors.js';
import { isViolation, policyOf, type Policy } from '../policy/policy.js';
import type { Violation } from '../policy/violations.js';
import type { ConversationContext } from './runtime/conversation.js';

/** A violation that a conversation noticed: an error whose code has a row in the policy table. */
export type ViolationError = RemoteProtocolError & { readonly code: Violation };

/** The error for a violation; `fact` says what was got and what is allowed. */
export function violationError(code: Violation, fact: string): ViolationError {
  return new RemoteProtocolError(code, fact) as ViolationError;
}

/** True for an error that the policy decides about. */
export function isViolationError(error: unknown): error is ViolationError {
  return error instanceof RemoteProtocolError && isViolation(error.code);
}

type ViolationContext = Pick<ConversationContext, 'network' | 'policy' | 'report'>;

/**
 * Does what the policy says about a violation: throws the error for `close`, which ends the conversation and the peer; reports it as a
 * fault for `fault` and `dropMessage`; does nothing for `ignore`. The caller then goes on as if the message had not arrived.
 *
 * @param beforeClose called before a close: the place for a `reject`
 */
export function applyPolicy(context: ViolationContext, error: ViolationError, beforeClose?: () => void): void {
  const { reaction } = policyIn(context)[error.code];
  if (reaction === 'ignore') return;
  if (reaction === 'close') {
    beforeClose?.();
    throw error;
  }
  context.report({ kind: 'fault', error, ...(reaction === 'dropMessage' ? { dropsMessage: true } : {}) });
}

/** The policy of the peer that hosts the conversation; outside of a peer that of the network. */
export function policyIn({ network, policy = policyOf(network.policy) }: Omit<ViolationContext, 'report'>): Policy {
  return policy;
}
