import { RemoteProtocolError } from '../base/errors.js';
import { HEADER_BYTES } from '../frame/header.js';
import { FrameDecoder } from '../frame/frameDecoder.js';
import { requireFrame, sealFrame } from '../frame/frameEncoder.js';
import type { Message } from '../messages/table.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';
import {
  decodeFrame,
  leftoverError,
  wireCommand,
  writeAfterHeader,
  type DecodeOptions,
  type EncodeOptions,
} from './payload.js';

/**
 * Encodes a message as the bytes of its frame, header included. The bytes belong to the caller.
 *
 * Errors with LocalProtocolError `UNKNOWN_COMMAND`, `INVALID_VALUE` or `LIMIT_EXCEEDED`, with the path to the field.
 */
export function encodeMessage<Msg extends Message>(message: Msg, options: EncodeOptions<Msg>): Uint8Array {
  const writer = writeAfterHeader(message, options);
  // In the writer's buffer, not in the returned one: V8 moves a typed array of up to 64 bytes out of its heap when a view is taken of it.
  sealFrame(options.network, wireCommand(message), writer.written());
  return writer.finish();
}

/**
 * Encodes a message as `encodeMessage` does, with the same errors, but leaves the HEADER_BYTES before the payload unset: transport v2 sends no
 * header.
 */
export function encodeUnsealed<Msg extends Message>(message: Msg, options: EncodeOptions<Msg>): Uint8Array {
  const frame = writeAfterHeader(message, options).finish();
  requireFrame(options.network, wireCommand(message), frame.length - HEADER_BYTES);
  return frame;
}

/**
 * Decodes the bytes of exactly one frame, header included, into its message. The message keeps no reference to the bytes.
 *
 * Errors with RemoteProtocolError `TRUNCATED` if the frame is incomplete, `LEFTOVER` if bytes are left over in its payload or after it
 * (unless `allowLeftover` is true), and with the errors of decodeFrame and FrameDecoder.
 */
export function decodeMessage<Msg extends Message = Message>(
  bytes: Uint8Array,
  options: DecodeOptions<Msg> & { allowLeftover?: boolean | undefined },
): Msg {
  const decoder = new FrameDecoder(options.network, NETWORKS_BY_MAGIC);
  decoder.push(bytes);
  const frame = decoder.next();
  if (frame === undefined) throw new RemoteProtocolError('TRUNCATED', `no complete frame in ${bytes.length} bytes`);
  let leftoverBytes = bytes.length - frame.sizeBytes;
  const message = decodeFrame(frame, options, (count) => (leftoverBytes += count));
  if (leftoverBytes > 0 && options.allowLeftover !== true) throw leftoverError(frame.command, leftoverBytes);
  return message;
}
