import { joinBytes } from '../codec/joinBytes.js';
import type { Message } from '../messages/table.js';
import { encodeMessage } from '../wire/message.js';
import type { EncodeOptions } from '../wire/payload.js';
import { isBytes } from './differences.js';

/** The bytes that the remote sends for one input value: the frame of a message; bytes unchanged. */
export function encodeChunk<Msg extends Message>(
  messageOrBytes: Msg | Uint8Array,
  options: EncodeOptions<Msg>,
): Uint8Array {
  return isBytes(messageOrBytes) ? messageOrBytes : encodeMessage(messageOrBytes, options);
}

/** The frames of these messages in one buffer. */
export function encodeFrames<Msg extends Message>(messages: readonly Msg[], options: EncodeOptions<Msg>): Uint8Array {
  return joinBytes(messages.map((message) => encodeMessage(message, options)));
}
