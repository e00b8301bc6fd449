import { RemoteProtocolError } from '../base/errors.js';
import { FrameDecoder } from '../frame/frameDecoder.js';
import { sealFrame } from '../frame/frameEncoder.js';
import type { Message } from '../messages/table.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';
import {
  decodeFrame,
  leftoverError,
  wireCommand,
  writeBehindHeader,
  type DecodeOptions,
  type EncodeOptions,
} from './payload.js';

/**
 * A message as the bytes of its frame, header included, ready for a socket.
 *
 * Errors with LocalProtocolError `UNKNOWN_COMMAND`, `INVALID_VALUE` or `LIMIT_EXCEEDED`, with the path to the field.
 */
export function encodeMessage<Msg extends Message>(message: Msg, options: EncodeOptions<Msg>): Uint8Array {
  const writer = writeBehindHeader(message, options);
  // Where it was written, not in the buffer of its own: a view on one of less than 65 bytes moves it out of V8's heap first.
  sealFrame(options.network, wireCommand(message), writer.written());
  return writer.finish();
}

/**
 * The message in the bytes of exactly one frame, header included.
 *
 * Errors with RemoteProtocolError: `TRUNCATED` where the frame is not whole, `LEFTOVER` where bytes are left in or behind it
 * (unless `allowLeftover`), and all that decodeFrame and FrameDecoder say.
 */
export function decodeMessage<Msg extends Message = Message>(
  bytes: Uint8Array,
  options: DecodeOptions<Msg> & { allowLeftover?: boolean | undefined },
): Msg {
  const decoder = new FrameDecoder(options.network, NETWORKS_BY_MAGIC);
  decoder.push(bytes);
  const frame = decoder.next();
  if (frame === undefined) throw new RemoteProtocolError('TRUNCATED', `no whole frame in ${bytes.length} bytes`);
  let leftoverBytes = bytes.length - frame.sizeBytes;
  const message = decodeFrame(frame, options, (count) => (leftoverBytes += count));
  if (leftoverBytes > 0 && options.allowLeftover !== true) throw leftoverError(frame.command, leftoverBytes);
  return message;
}
