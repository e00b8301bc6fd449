import type { Message } from '../messages/table.js';
import type { Conversation } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';

/**
 * Answers each ping with its pong.
 *
 *     received  --p--------p---
 *     sent      --q--------q---
 *
 * A ping without a nonce (protocol 60000 and below) gets no answer. BIP31; lbcd, peer/peer.go handlePingMsg.
 */
export function answerPings(): Conversation {
  return conversationOf((_, voice) => ({
    hears: HEARS,
    received(message: Message) {
      if (message.command !== 'ping' || message.nonce === undefined) return;
      voice.say({ command: 'pong', nonce: message.nonce });
    },
  }));
}

const HEARS = new Set(['ping']);
