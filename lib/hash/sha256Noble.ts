import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 in JavaScript; `#sha256` where there is no Node. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}
