import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from './sha256d.js';

/** ripemd160(sha256(bytes)), 20 bytes. Bitcoin hashes keys and scripts with it, LBRY the outpoint of a claim. */
export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes));
}
