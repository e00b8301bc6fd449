import type { Conversation } from '../protocol/runtime/conversation.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import { handlerOf } from '../protocol/runtime/operatorHandler.js';
import type { HandshakeSettings } from '../protocol/handshake/handshake.js';
import { noticeFeatures } from '../protocol/noticeFeatures.js';
import { formatUserAgent } from '../protocol/handshake/userAgent.js';
import type { Message } from '../messages/table.js';
import type { Policy } from '../policy/policy.js';
import { peerPolicy, requirePeerOptions, type PeerOptions } from './peerOptions.js';
import type { TransportChoice } from '../frame/transportChoice.js';
import { addressOfOurs } from './versionAddresses.js';

/** Checked options and the values derived from them. Created once for all peers with the same options. */
export interface PeerSettings {
  /** A copy: later changes to the caller's object have no effect. */
  readonly options: PeerOptions;
  readonly policy: Policy;
  readonly handshake: HandshakeSettings;
  readonly noticeFeatures: CreateHandler;
  readonly conversations: readonly CreateHandler[];
  readonly transport: TransportChoice;
  /** Why v1 is used although v2 was tried first. */
  readonly fallback?: string | undefined;
  /** Decides when the key exchange of an inbound v2 connection may begin. Default: at once. */
  readonly keyExchanges?: KeyExchangeGate | undefined;
}

/** Limits the key exchanges of inbound v2 connections, which cost processor time. */
export interface KeyExchangeGate {
  /**
   * Asks for one key exchange.
   *
   * @param address `host:port` of the remote
   * @param permit called once when the key exchange may begin, possibly within the call
   * @param refuse called instead of `permit` if the key exchange is refused, with the reason; possibly within a later call of `request`
   * @returns ends the wait, because the connection has ended
   */
  request(address: string, permit: () => void, refuse: (fact: string) => void): () => void;
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
    transport: copy.transport ?? copy.network.transport,
  };
}
