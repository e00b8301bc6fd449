import type { Conversation } from '../runtime/conversation.js';
import { conversationOf } from '../runtime/conversationOf.js';
import { handshakeViolation, rejectedBy } from './handshakeViolation.js';
import { Introduction } from './introduction.js';
import { applyPolicy, policyIn } from '../violation.js';

/**
 * Sends nothing: follows a handshake that others make, and completes when the remote's verack arrives.
 *
 *     received  ---v---a          v version, a verack
 *     sent      -------|
 *
 * Reports what `handshake` reports; our own version is the one in `sent$`. Refuses nothing and has no timeout: the recording tells whether the
 * handshake failed.
 */
export function replayHandshake(): Conversation {
  return conversationOf((context, voice) => {
    const introduction = new Introduction(context);
    const { agreed, report } = context;
    return {
      sent(local) {
        if (local.command === 'sendtxrcncl') report({ kind: 'agreed', agreement: { offersReconciliation: true } });
        if (local.command !== 'version' || agreed.local !== undefined) return;
        const { remote } = agreed;
        const spoken = remote === undefined ? {} : { protocolVersion: Math.min(local.version, remote.version) };
        report({ kind: 'agreed', agreement: { local, ...spoken } });
      },
      received(message) {
        if (message.command === 'reject' && rejectedBy(message) !== undefined) return;
        const violation = handshakeViolation(message, agreed);
        if (violation !== undefined) {
          if (policyIn(context)[violation.code].reaction !== 'close') applyPolicy(context, violation);
        } else if (message.command === 'version') {
          introduction.meet(message, agreed.local?.version);
        } else if (message.command === 'verack') {
          voice.complete();
        } else {
          introduction.notice(message);
        }
      },
    };
  });
}
