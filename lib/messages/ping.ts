import { sinceProtocol, struct, type StructCodec } from '../codec/combinators.js';
import { u64le } from '../codec/primitives.js';
import { defineMessage } from './defineMessage.js';

/** The first protocol version whose ping has a nonce and is answered by a pong: above 60000, strictly (BIP31). */
export const PONG_PROTOCOL_VERSION = 60_001;

const nonce = struct({ nonce: u64le });

/** Asks whether the connection is alive; the answer is pong. At or below protocol version 60000 it is empty and has no answer (BIP31). */
export interface PingMessage {
  readonly command: 'ping';
  /**
   * Random number that the pong repeats. Undefined only at or below protocol version 60000. The field is not optional, so that
   * `send({ command: 'ping' })` is a type error; above 60000 encoding an undefined nonce errors with `INVALID_VALUE`.
   */
  nonce: bigint | undefined;
}
export const ping = defineMessage(
  'ping',
  sinceProtocol(PONG_PROTOCOL_VERSION, nonce) as StructCodec<{ nonce: bigint | undefined }>,
);

/** The answer to a ping (BIP31). */
export interface PongMessage {
  readonly command: 'pong';
  /** The nonce of the ping. */
  nonce: bigint;
}
export const pong = defineMessage('pong', nonce);
