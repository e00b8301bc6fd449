import { RemoteProtocolError } from '../../base/errors.js';
import { sealFrame } from '../frameEncoder.js';
import { HEADER_BYTES, type FrameFormat } from '../header.js';
import { wrongMagicText, type MagicNames } from '../wrongMagic.js';

/** The number of bytes by which the version message of v1 is recognised: the magic and the command. */
export const VERSION_PREFIX_BYTES = 16;

/**
 * Whether a stream begins with a version message of v1. Bitcoin Core decides in the same way (net.cpp,
 * V2Transport::ProcessReceivedMaybeV1Bytes).
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC` if it is one of another network.
 *
 * @param bytes at least the first VERSION_PREFIX_BYTES of the stream
 */
export function isV1Version(bytes: Uint8Array, format: FrameFormat, magicNames: MagicNames): boolean {
  const version = sealFrame(format, 'version', new Uint8Array(HEADER_BYTES));
  for (let i = 4; i < VERSION_PREFIX_BYTES; i++) if (bytes[i] !== version[i]) return false;
  for (let i = 0; i < 4; i++) {
    if (bytes[i] === version[i]) continue;
    throw new RemoteProtocolError('WRONG_MAGIC', wrongMagicText(bytes.subarray(0, 4), format, magicNames, true));
  }
  return true;
}
