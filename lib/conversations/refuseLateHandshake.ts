import { RemoteProtocolError, type RemoteProtocolErrorCode } from '../errors.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../messages/reject.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './conversation.js';
import { conversationOf } from './conversationOf.js';

/**
 * Ends the peer when the remote says version or verack once more, after a `reject` where it may have it (from 70002 on).
 *
 *     received  --p--v
 *     sent      -----(r#)
 *
 * Errors with RemoteProtocolError `DUPLICATE_VERSION`, `DUPLICATE_VERACK`. What belongs between version and verack and comes later
 * (wtxidrelay, sendaddrv2, sendtxrcncl, feature) is let by and reported as a fault `LATE_FEATURE`. lbcd, peer/peer.go inHandler.
 */
export function refuseLateHandshake(): Conversation {
  return conversationOf(({ agreed, report }, voice) => ({
    hears: HEARS,
    received({ command }) {
      const code = DUPLICATES.get(command);
      if (code !== undefined) {
        if ((agreed.remote?.version ?? 0) >= REJECT_PROTOCOL_VERSION) voice.say(rejectOf(command));
        throw new RemoteProtocolError(code, `${command} after the handshake`);
      }
      if (!LATE.has(command)) return;
      report({ kind: 'fault', error: new RemoteProtocolError('LATE_FEATURE', `${command} after verack`) });
    },
  }));
}

const DUPLICATES = new Map<string, RemoteProtocolErrorCode>([
  ['version', 'DUPLICATE_VERSION'],
  ['verack', 'DUPLICATE_VERACK'],
]);

const LATE = new Set<string>(['wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature']);

const HEARS = new Set([...DUPLICATES.keys(), ...LATE]);

function rejectOf(command: string): Message {
  return {
    command: 'reject',
    message: command,
    code: RejectCode.duplicate,
    reason: `duplicate ${command} message`,
  };
}
