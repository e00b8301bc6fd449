import { joinBytes } from '../codec/joinBytes.js';
import { decryptPacket, encryptPacket } from '../crypto/fsChaCha20Poly1305.js';
import { MAX_BATCH_BYTES } from './packetLanesLayout.js';

/** `#wholePacket` outside of Node: the lanes are faster for all texts that fit into their memory. */
export const WHOLE_PACKET_BYTES = MAX_BATCH_BYTES - 64;

/** Writes `head` and `payload`, encrypted as one text, and the tag to `target` from `at` on. */
export function sealWholePacket(
  key: Uint8Array,
  nonce: Uint8Array,
  head: Uint8Array,
  payload: Uint8Array,
  associated: Uint8Array,
  target: Uint8Array,
  at: number,
): void {
  encryptPacket(key, nonce, joinBytes([head, payload]), associated, target.subarray(at));
}

/** The text in a new buffer; undefined if the tag is wrong. */
export { decryptPacket as openWholePacket };
