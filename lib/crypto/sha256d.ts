import { sha256, sha256Into } from '#sha256';

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
  sha256Into(payload, scratch);
  sha256Into(scratch, scratch);
  return (scratch[0]! | (scratch[1]! << 8) | (scratch[2]! << 16) | (scratch[3]! << 24)) >>> 0;
}

/** Filled and read within one call. */
const scratch = new Uint8Array(32);
