import { sinceProtocol, struct } from '../bytes/combinators.js';
import { u64le } from '../bytes/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** The first protocol version whose ping has a nonce and is answered by a pong: above 60000, strictly (BIP31). */
export const PONG_PROTOCOL_VERSION = 60_001;

const nonce = struct({ nonce: u64le });

/** "Are you there?" At or below protocol 60000 it is empty and gets no answer. */
export const ping = defineMessage('ping', sinceProtocol(PONG_PROTOCOL_VERSION, nonce));
export type PingMessage = MessageOfDefinition<typeof ping>;

/** The answer to the ping with this nonce. */
export const pong = defineMessage('pong', nonce);
export type PongMessage = MessageOfDefinition<typeof pong>;
