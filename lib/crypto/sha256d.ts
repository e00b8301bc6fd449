import { sha256, sha256Into } from '#sha256';
import { ECHOED_BYTES, echoedChecksums } from './echoedChecksums.js';

export { sha256, sha256Into };

/** SHA-256 of SHA-256: Bitcoin's hash of blocks, transactions and payloads. */
export function sha256d(bytes: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  sha256Into(bytes, digest);
  sha256Into(digest, digest);
  return digest;
}

/** The checksum of a payload in the frame header: the first four bytes of sha256d, read as u32 little-endian. */
export function checksum(payload: Uint8Array): number {
  // The payload of verack, wtxidrelay, sendaddrv2 and sendheaders is empty: most messages of a handshake.
  if (payload.length === 0) return EMPTY_CHECKSUM;
  return payload.length === ECHOED_BYTES ? echoedChecksum(payload) : hashedChecksum(payload);
}

function echoedChecksum(payload: Uint8Array): number {
  const found = echoedChecksums.find(payload, 0);
  if (found >= 0) return found;
  const hashed = hashedChecksum(payload);
  echoedChecksums.remember(payload, 0, hashed);
  return hashed;
}

/** As checksum, without its cache. */
export function hashedChecksum(payload: Uint8Array): number {
  sha256Into(payload, scratch);
  sha256Into(scratch, scratch);
  return (scratch[0]! | (scratch[1]! << 8) | (scratch[2]! << 16) | (scratch[3]! << 24)) >>> 0;
}

/** Checksum of an empty payload: 5d f6 e0 e2 on the wire. */
const EMPTY_CHECKSUM = 0xe2e0_f65d;

const scratch = new Uint8Array(32);
