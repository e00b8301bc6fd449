import { RemoteProtocolError } from '../base/errors.js';
import { isViolation, policyOf, type Policy } from '../policy/policy.js';
import type { Violation } from '../policy/violations.js';
import type { ConversationEnvironment } from './runtime/environment.js';

/** A protocol violation of the remote: an error whose code has a row in the policy table. */
export type ViolationError = RemoteProtocolError & { readonly code: Violation };

/** The error for a violation; `fact` states what was received and what is allowed. */
export function violationError(code: Violation, fact: string): ViolationError {
  return new RemoteProtocolError(code, fact) as ViolationError;
}

/** True if the policy table has a row for the error. */
export function isViolationError(error: unknown): error is ViolationError {
  return error instanceof RemoteProtocolError && isViolation(error.code);
}

type ViolationContext = Pick<ConversationEnvironment, 'network' | 'policy' | 'report'>;

/**
 * Applies the policy to a violation: throws the error for `close`, which ends the conversation and the peer; reports it as a
 * fault for `fault` and `dropMessage`; does nothing for `ignore`. In these cases the caller continues as if the message had not arrived.
 *
 * @param beforeClose called before a close: sends a `reject`, for example
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

/** The policy of the peer that runs the conversation; outside of a peer: the policy of the network. */
export function policyIn({ network, policy = policyOf(network.policy) }: Omit<ViolationContext, 'report'>): Policy {
  return policy;
}
