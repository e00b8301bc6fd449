import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 in JavaScript; `#sha256` where there is no Node. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** SHA-256 as its eight words, the first at `place`, each `stride` behind the one before. */
export function sha256Words(bytes: Uint8Array, words: Int32Array, place: number, stride: number): void {
  const digest = nobleSha256(bytes);
  const view = new DataView(digest.buffer, digest.byteOffset);
  for (let word = 0; word < 8; word++) words[place + stride * word] = view.getInt32(4 * word);
}

/** SHA-256 into the first 32 bytes of `target`. */
export function sha256Into(bytes: Uint8Array, target: Uint8Array): void {
  target.set(nobleSha256(bytes));
}
