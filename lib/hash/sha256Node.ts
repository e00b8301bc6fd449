import { createHash } from 'node:crypto';

/** SHA-256 by Node's own crypto; `#sha256` under the condition `node`. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = createHash('sha256').update(bytes).digest();
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
