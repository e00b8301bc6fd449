import { joinBytes } from '../codec/joinBytes.js';
import type { Message } from '../messages/table.js';
import { encodeMessage } from '../wire/message.js';
import type { EncodeOptions } from '../wire/payload.js';
import { isBytes } from './differences.js';

/** What a remote says, as bytes: a message as its frame, bytes as they are. */
export function bytesOfSaid<Msg extends Message>(said: Msg | Uint8Array, options: EncodeOptions<Msg>): Uint8Array {
  return isBytes(said) ? said : encodeMessage(said, options);
}

/** The frames of these messages, one behind the other. */
export function bytesOfAll<Msg extends Message>(messages: readonly Msg[], options: EncodeOptions<Msg>): Uint8Array {
  return joinBytes(messages.map((message) => encodeMessage(message, options)));
}
