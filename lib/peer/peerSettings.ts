import type { Conversation } from '../conversations/conversation.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import type { CreateHandler } from '../conversations/handler.js';
import { handlerOf } from '../conversations/handlerOf.js';
import type { HandshakeSettings } from '../conversations/handshake.js';
import { noticeFeatures } from '../conversations/noticeFeatures.js';
import { formatUserAgent } from '../conversations/userAgent.js';
import type { Message } from '../messages/table.js';
import type { Policy } from '../policy/policy.js';
import { peerPolicy, requirePeerOptions, type PeerOptions } from './options.js';
import { addressOfOurs } from './versionAddresses.js';

/** Options that were checked, and what follows from them: made once for all peers that have them. */
export interface PeerSettings {
  /** A copy: what the caller does to the options afterwards changes nothing. */
  readonly options: PeerOptions;
  readonly policy: Policy;
  readonly handshake: HandshakeSettings;
  readonly noticeFeatures: CreateHandler;
  readonly conversations: readonly CreateHandler[];
}

/** Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function peerSettings<Msg extends Message>(options: PeerOptions<Msg>): PeerSettings {
  requirePeerOptions(options as PeerOptions);
  const copy = { ...options } as PeerOptions;
  const conversations: readonly Conversation[] = copy.conversations ?? defaultConversations(copy);
  return {
    options: copy,
    policy: peerPolicy(copy),
    handshake: {
      options: { ...copy, addressMe: addressOfOurs(copy.addressMe, copy.services) },
      userAgent: formatUserAgent(copy.userAgent),
    },
    noticeFeatures: handlerOf(noticeFeatures()),
    conversations: conversations.map(handlerOf),
  };
}
