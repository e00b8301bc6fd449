import { sha256 } from '#sha256';

export { sha256 };

/** SHA-256 twice: Bitcoin's hash of nearly everything. */
export function sha256d(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes));
}

/** The first four bytes of sha256d, as they stand in the frame's header, read as u32 little-endian. */
export function checksum(payload: Uint8Array): number {
  const digest = sha256d(payload);
  return (digest[0]! | (digest[1]! << 8) | (digest[2]! << 16) | (digest[3]! << 24)) >>> 0;
}
