import { createCipheriv, createDecipheriv, getCipherInfo } from 'node:crypto';
import { TAG_BYTES } from '../crypto/fsChaCha20Poly1305.js';
import * as portable from './wholePacketPortable.js';

const ALGORITHM = 'chacha20-poly1305';
const OPTIONS = { authTagLength: TAG_BYTES };

/** False in Bun, whose node:crypto has the condition `node` but not this cipher (Bun 1.4.5), and in builds of Node with a smaller OpenSSL. */
const HAS_CIPHER = getCipherInfo(ALGORITHM) !== undefined;

/** `#wholePacket` under the condition `node`: OpenSSL is faster than the lanes for texts of at least this length. */
export const WHOLE_PACKET_BYTES = HAS_CIPHER ? 4096 : portable.WHOLE_PACKET_BYTES;

/** Writes `head` and `payload`, encrypted as one text, and the tag to `target` from `at` on. */
export const sealWholePacket = HAS_CIPHER ? sealByOpenSsl : portable.sealWholePacket;

/** The text in a new buffer; undefined if the tag is wrong. */
export const openWholePacket = HAS_CIPHER ? openByOpenSsl : portable.openWholePacket;

function sealByOpenSsl(
  key: Uint8Array,
  nonce: Uint8Array,
  head: Uint8Array,
  payload: Uint8Array,
  associated: Uint8Array,
  target: Uint8Array,
  at: number,
): void {
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS);
  cipher.setAAD(associated, { plaintextLength: head.length + payload.length });
  target.set(cipher.update(head), at);
  if (payload.length > 0) target.set(cipher.update(payload), at + head.length);
  cipher.final();
  target.set(cipher.getAuthTag(), at + head.length + payload.length);
}

function openByOpenSsl(
  key: Uint8Array,
  nonce: Uint8Array,
  encrypted: Uint8Array,
  associated: Uint8Array,
): Uint8Array | undefined {
  const length = encrypted.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS);
  decipher.setAuthTag(encrypted.subarray(length));
  decipher.setAAD(associated, { plaintextLength: length });
  const text = decipher.update(encrypted.subarray(0, length));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(text.buffer, text.byteOffset, text.length);
}
