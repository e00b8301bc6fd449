import { from } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { randomNonce } from '../protocol/handshake/nonce.js';
import { PONG_PROTOCOL_VERSION } from '../messages/ping.js';
import type { Message } from '../messages/table.js';

/** In satoshis per 1000 virtual bytes: the default minimum relay fee of Bitcoin Core before 30.0. */
const FEE_RATE = 1000n;

/**
 * Sends the messages that a node sends once after the handshake, if the negotiated protocol version has them: sendheaders (BIP130), a ping,
 * and feefilter (BIP133).
 *
 *     sent  (spf|)
 */
export function sendInitialMessages(): Conversation {
  return ({ agreed, random }) =>
    () => {
      const protocolVersion = agreed.protocolVersion ?? Infinity;
      const messages: Message[] = [];
      if (protocolVersion >= 70_012) messages.push({ command: 'sendheaders' });
      if (protocolVersion >= PONG_PROTOCOL_VERSION) messages.push({ command: 'ping', nonce: randomNonce(random) });
      if (protocolVersion >= 70_013) messages.push({ command: 'feefilter', feeRate: FEE_RATE });
      return from(messages);
    };
}
