import { hash } from 'node:crypto';

/** SHA-256 by Node's `crypto.hash`, which creates no Hash object: `#sha256` under the condition `node`. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  sha256Into(bytes, digest);
  return digest;
}

/** Writes a SHA-256 digest to the first 32 bytes of `target`. */
export function sha256Into(bytes: Uint8Array, target: Uint8Array): void {
  // As text with one character for each byte: a short hash takes 0.4 µs, with a Buffer 0.9 µs (Node 20).
  const digest = hash('sha256', bytes, 'binary');
  for (let i = 0; i < 32; i++) target[i] = digest.charCodeAt(i);
}
