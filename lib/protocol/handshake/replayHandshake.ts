import type { Conversation } from '../runtime/conversation.js';
import { defineConversation } from '../runtime/defineConversation.js';
import { handshakeViolation, rejectedBy } from './handshakeViolation.js';
import { Introduction } from './introduction.js';
import { applyPolicy, policyIn } from '../violation.js';

/**
 * Sends nothing: follows the handshake of a recording, and completes when the remote's verack arrives.
 *
 *     received  ---v---a          v version, a verack
 *     sent      -------|
 *
 * Makes the same reports as `handshake`; our own version is the one in `sent$`. Refuses no remote and has no timeout: the recording
 * contains the end of the live peer.
 */
export function replayHandshake(): Conversation {
  return defineConversation((context) => {
    const introduction = new Introduction(context);
    const { agreed } = context;
    return {
      sent(local) {
        if (local.command === 'sendtxrcncl')
          context.report({ kind: 'agreed', agreement: { offersReconciliation: true } });
        if (local.command !== 'version' || agreed.local !== undefined) return;
        const { remote } = agreed;
        const negotiated = remote === undefined ? {} : { protocolVersion: Math.min(local.version, remote.version) };
        context.report({ kind: 'agreed', agreement: { local, ...negotiated } });
      },
      received(received) {
        const message = received.message();
        if (message.command === 'reject' && rejectedBy(message) !== undefined) return;
        const violation = handshakeViolation(message, agreed);
        if (violation !== undefined) {
          if (policyIn(context)[violation.code].reaction !== 'close') applyPolicy(context, violation);
        } else if (message.command === 'version') {
          introduction.versionReceived(message, agreed.local?.version);
        } else if (message.command === 'verack') {
          context.complete();
        } else {
          introduction.featureReceived(message);
        }
      },
    };
  });
}
