import { u32leAt } from '../../codec/numbersAt.js';
import { plainFrameFunctions } from '../plainFrameFunctions.js';
import type { FrameFormat } from '../header.js';
import { wrongMagicError, type MagicNames } from '../wrongMagic.js';

/** The number of bytes by which the version message of v1 is recognised: the magic and the command. */
export const VERSION_PREFIX_BYTES = 16;

/**
 * Whether a stream begins with a version message of v1. Bitcoin Core decides in the same way (net.cpp,
 * V2Transport::ProcessReceivedMaybeV1Bytes).
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC` if it is the version message of another network.
 *
 * @param bytes at least the first VERSION_PREFIX_BYTES of the stream
 */
export function isV1Version(bytes: Uint8Array, format: FrameFormat, magicNames: MagicNames): boolean {
  const functions = format.frameFunctions ?? plainFrameFunctions;
  if (functions.readCommand(bytes, 4) !== 'version') return false;
  if (u32leAt(bytes, 0) === format.magic) return true;
  throw wrongMagicError(bytes, format, magicNames);
}
