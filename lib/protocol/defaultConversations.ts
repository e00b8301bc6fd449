import { answerPings } from './answerPings.js';
import type { Conversation } from './runtime/conversation.js';
import { endWhenIdle, type EndWhenIdleOptions } from './endWhenIdle.js';
import { expectReplies, type ExpectRepliesOptions } from './expectReplies.js';
import { keepAlive, type KeepAliveOptions } from './keepAlive.js';
import { refuseBloom, type RefuseBloomOptions } from './refuseBloom.js';
import { refuseEmptyCompactBlocks } from './refuseEmptyCompactBlocks.js';
import { refuseLateHandshake } from './refuseLateHandshake.js';

/** The options of the default conversations; `connect`, `listen` and `createPeer` take them as well. */
export interface DefaultConversationsOptions
  extends KeepAliveOptions, EndWhenIdleOptions, Pick<ExpectRepliesOptions, 'stallTimeoutMs'>, RefuseBloomOptions {}

/** The conversations of a peer after the handshake. Add your own: `[...defaultConversations(), mine]`. */
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
