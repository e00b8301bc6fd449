import { chacha20 } from '@noble/ciphers/chacha.js';
import { LENGTH_BYTES } from './packetLength.js';

/** The number of packets that are encrypted with one key (BIP324, REKEY_INTERVAL). */
export const REKEY_INTERVAL = 224;

/**
 * The keystream of FSChaCha20 for one key (BIP324): 672 bytes that encrypt 224 lengths, then the 32 bytes of the next key.
 *
 * @param rekeyings the number of keys before this one
 */
export function lengthKeystream(key: Uint8Array, rekeyings: number): Uint8Array {
  return chacha20(key, packetNonce(0, rekeyings), new Uint8Array(REKEY_INTERVAL * LENGTH_BYTES + 32));
}

/** The nonce of both ciphers: `counter` as u32, the number of keys before this one as u64, little-endian. */
export function packetNonce(counter: number, rekeyings: number): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(0, counter, true);
  view.setBigUint64(4, BigInt(rekeyings), true);
  return nonce;
}
