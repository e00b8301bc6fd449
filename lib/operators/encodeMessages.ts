import { map, type OperatorFunction } from 'rxjs';
import type { Message } from '../messages/table.js';
import { encodeMessage } from '../wire/message.js';
import type { EncodeOptions } from '../wire/payload.js';

/**
 * Encodes each message into the bytes of its frame, header included: one chunk for each message.
 *
 *     messages  --v--------a-------p-----|
 *     bytes     --[frame]--[frame]-[..]--|
 *
 * Errors with LocalProtocolError `UNKNOWN_COMMAND`, `INVALID_VALUE`, `LIMIT_EXCEEDED` for a message that cannot be encoded.
 */
export function encodeMessages<Msg extends Message = Message>(
  options: EncodeOptions<Msg>,
): OperatorFunction<Msg, Uint8Array> {
  return map((message) => encodeMessage(message, options));
}
