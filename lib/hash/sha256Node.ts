import { hash } from 'node:crypto';

/** SHA-256 by Node's own crypto, in one call without an object of its own; `#sha256` under the condition `node`. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
