import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 in JavaScript: `#sha256` outside of Node. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** Writes the eight words of a SHA-256 digest to `words`: the first at `place`, each further one `stride` elements later. */
export function sha256Words(bytes: Uint8Array, words: Int32Array, place: number, stride: number): void {
  const digest = nobleSha256(bytes);
  const view = new DataView(digest.buffer, digest.byteOffset);
  for (let word = 0; word < 8; word++) words[place + stride * word] = view.getInt32(4 * word);
}

/** Writes a SHA-256 digest to the first 32 bytes of `target`. */
export function sha256Into(bytes: Uint8Array, target: Uint8Array): void {
  target.set(nobleSha256(bytes));
}
