import { answerPings } from './answerPings.js';
import type { Conversation } from './runtime/conversation.js';
import { endWhenIdle } from './endWhenIdle.js';
import { expectReplies } from './expectReplies.js';
import { keepAlive } from './keepAlive.js';
import { refuseBloom } from './refuseBloom.js';
import { refuseEmptyCompactBlocks } from './refuseEmptyCompactBlocks.js';
import { refuseLateHandshake } from './refuseLateHandshake.js';

export interface DefaultConversationsOptions {
  /** Default 120_000. */
  pingIntervalMs?: number | undefined;
  /** Default 1_200_000. */
  pongTimeoutMs?: number | undefined;
  /** Default 300_000. */
  idleTimeoutMs?: number | undefined;
  /** False: the remote may owe an answer for ever. Default 30_000. */
  stallTimeoutMs?: number | false | undefined;
  /** Whether the remote may send mempool although our services lack NODE_BLOOM. Default false. */
  servesMempool?: boolean | undefined;
}

/** What a peer does by itself once the handshake is made; add your own: `[...defaultConversations(), mine]`. */
export function defaultConversations(options: DefaultConversationsOptions = {}): Conversation[] {
  return [
    answerPings(),
    keepAlive({ intervalMs: options.pingIntervalMs, pongTimeoutMs: options.pongTimeoutMs }),
    endWhenIdle({ timeoutMs: options.idleTimeoutMs }),
    expectReplies({ stallTimeoutMs: options.stallTimeoutMs }),
    refuseLateHandshake(),
    refuseBloom({ servesMempool: options.servesMempool }),
    refuseEmptyCompactBlocks(),
  ];
}
