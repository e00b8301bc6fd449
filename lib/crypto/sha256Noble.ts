import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 in JavaScript: `#sha256` outside of Node. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** Writes a SHA-256 digest to the first 32 bytes of `target`. */
export function sha256Into(bytes: Uint8Array, target: Uint8Array): void {
  target.set(nobleSha256(bytes));
}
