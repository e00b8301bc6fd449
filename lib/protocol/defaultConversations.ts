import { answerPings } from './answerPings.js';
import type { Conversation } from './runtime/conversation.js';
import { endWhenIdle, type EndWhenIdleOptions } from './endWhenIdle.js';
import { expectReplies, type ExpectRepliesOptions } from './expectReplies.js';
import { keepAlive, type KeepAliveOptions } from './keepAlive.js';
import { refuseBloom, type RefuseBloomOptions } from './refuseBloom.js';
import { refuseEmptyCompactBlocks } from './refuseEmptyCompactBlocks.js';
import { refuseLateHandshake } from './refuseLateHandshake.js';

/** The options of the default conversations; `connect`, `listen` and `createPeer` accept them as well. */
export interface DefaultConversationsOptions
  extends KeepAliveOptions, EndWhenIdleOptions, Omit<ExpectRepliesOptions, 'endsPeer'>, RefuseBloomOptions {}

/** The conversations that a peer runs after the handshake, in this order. To add your own: `[...defaultConversations(), mine]`. */
export function defaultConversations(options: DefaultConversationsOptions = {}): Conversation[] {
  return [
    answerPings(),
    keepAlive(options),
    endWhenIdle(options),
    expectReplies(options),
    refuseLateHandshake(),
    refuseBloom(options),
    refuseEmptyCompactBlocks(),
  ];
}
