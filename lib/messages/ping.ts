import { sinceProtocol, struct, type StructCodec } from '../codec/combinators.js';
import { u64le } from '../codec/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** The first protocol version whose ping has a nonce and is answered by a pong: above 60000, strictly (BIP31). */
export const PONG_PROTOCOL_VERSION = 60_001;

const nonce = struct({ nonce: u64le });

/**
 * "Are you there?" At or below protocol 60000 it is empty and gets no answer; only there may `nonce` be undefined. The field is not
 * optional: `send({ command: 'ping' })` is an error of types, as it is one of values above 60000.
 */
export const ping = defineMessage(
  'ping',
  sinceProtocol(PONG_PROTOCOL_VERSION, nonce) as StructCodec<{ nonce: bigint | undefined }>,
);
export type PingMessage = MessageOfDefinition<typeof ping>;

/** The answer to the ping with this nonce. */
export const pong = defineMessage('pong', nonce);
export type PongMessage = MessageOfDefinition<typeof pong>;
