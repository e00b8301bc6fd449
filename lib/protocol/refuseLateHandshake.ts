import { REJECT_PROTOCOL_VERSION, RejectCode } from '../messages/reject.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import { onCommands } from './runtime/onCommands.js';
import { applyPolicy, violationError } from './violation.js';

/**
 * Sends nothing, and reports messages of the handshake that arrive after it: a second version or verack (`DUPLICATE_VERSION`,
 * `DUPLICATE_VERACK`), and a wtxidrelay, sendaddrv2 or feature, which must arrive before verack (`LATE_FEATURE`). A late sendtxrcncl is a
 * violation only if we sent one. The policy decides the reaction; before a close for a duplicate a `reject` is sent to a remote of protocol
 * 70002 or above.
 *
 *     received  --p--v          by the policy of lbcd
 *     sent      -----(r#)
 *
 *     received  --p--v--p--     by the policy of Bitcoin Core
 *     sent      -----------
 *     reports   -----F-----     F fault DUPLICATE_VERSION
 *
 * Source: lbcd, peer/peer.go inHandler; Bitcoin Core, net_processing.cpp ProcessMessage.
 */
export function refuseLateHandshake(): Conversation {
  return defineConversation(
    onCommands(COMMANDS, (context, { command }) => {
      const { agreed } = context;
      const code = DUPLICATES.get(command);
      if (code !== undefined) {
        const error = violationError(code, `${command} after the handshake`);
        applyPolicy(context, error, () => {
          if ((agreed.remote?.version ?? 0) >= REJECT_PROTOCOL_VERSION) context.send(rejectOf(command));
        });
      } else if (LATE.has(command) || (command === 'sendtxrcncl' && agreed.offersReconciliation === true)) {
        applyPolicy(context, violationError('LATE_FEATURE', `${command} after verack`));
      }
    }),
  );
}

const DUPLICATES = new Map<string, 'DUPLICATE_VERSION' | 'DUPLICATE_VERACK'>([
  ['version', 'DUPLICATE_VERSION'],
  ['verack', 'DUPLICATE_VERACK'],
]);

const LATE = new Set<string>(['wtxidrelay', 'sendaddrv2', 'feature']);

const COMMANDS = new Set([...DUPLICATES.keys(), ...LATE, 'sendtxrcncl']);

function rejectOf(command: string): Message {
  return {
    command: 'reject',
    message: command,
    code: RejectCode.duplicate,
    reason: `duplicate ${command} message`,
  };
}
