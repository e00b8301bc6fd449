import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { sha256d } from './sha256d.js';

/**
 * LBRY's proof-of-work hash, 32 bytes in wire order.
 *
 * With e = sha512(sha256d(header)): sha256d(ripemd160(e[0..32]) || ripemd160(e[32..64])). Source: lbcd, chaincfg/chainhash.
 */
export function lbryProofOfWork(header: Uint8Array): Uint8Array {
  const expanded = sha512(sha256d(header));
  const halves = new Uint8Array(40);
  halves.set(ripemd160(expanded.subarray(0, 32)), 0);
  halves.set(ripemd160(expanded.subarray(32, 64)), 20);
  return sha256d(halves);
}
