import { map, pipe, filter } from 'rxjs';
import type { PingMessage } from '../messages/ping.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './conversation.js';

/**
 * Answers each ping with its pong.
 *
 *     received  --p--------p---
 *     sent      --q--------q---
 *
 * A ping without a nonce (protocol 60000 and below) gets no answer. BIP31; lbcd, peer/peer.go handlePingMsg.
 */
export function answerPings(): Conversation {
  return () =>
    pipe(
      filter(isAnswerable),
      map(({ nonce }) => ({ command: 'pong', nonce })),
    );
}

function isAnswerable(message: Message): message is PingMessage & { nonce: bigint } {
  return message.command === 'ping' && message.nonce !== undefined;
}
