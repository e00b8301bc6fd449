import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import { onCommands } from './runtime/onCommands.js';

/**
 * Answers each ping with its pong.
 *
 *     received  --p--------p---
 *     sent      --q--------q---
 *
 * A ping without a nonce (protocol 60000 and below) gets no answer. Source: BIP31; lbcd, peer/peer.go handlePingMsg.
 */
export function answerPings(): Conversation {
  return defineConversation(
    onCommands(COMMANDS, (context, received) => {
      if (received.command !== 'ping') return;
      const { nonce } = received.message();
      if (nonce !== undefined) context.send({ command: 'pong', nonce });
    }),
  );
}

const COMMANDS = new Set(['ping']);
