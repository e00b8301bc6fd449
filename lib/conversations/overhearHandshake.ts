import type { Conversation } from './conversation.js';
import { conversationOf } from './conversationOf.js';
import { Introduction } from './introduction.js';

/**
 * Says nothing: listens to a handshake that others make, and completes when the remote's verack is in.
 *
 *     received  ---v---a          v version, a verack
 *     sent      -------|
 *
 * Reports what `handshake` reports; our own version is the one in `sent$`. Refuses nothing and has no patience: whether a recorded
 * handshake failed is told by the recording.
 */
export function overhearHandshake(): Conversation {
  return conversationOf((context, voice) => {
    const introduction = new Introduction(context);
    const { agreed, report } = context;
    return {
      sent(local) {
        if (local.command !== 'version' || agreed.local !== undefined) return;
        const { remote } = agreed;
        const spoken = remote === undefined ? {} : { protocolVersion: Math.min(local.version, remote.version) };
        report({ kind: 'agreed', agreement: { local, ...spoken } });
      },
      received(message) {
        if (message.command === 'version') introduction.meet(message, agreed.local?.version);
        else if (agreed.remote === undefined) return;
        else if (message.command === 'verack') voice.complete();
        else introduction.notice(message);
      },
    };
  });
}
