import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from './sha256d.js';

/** ripemd160(sha256(bytes)), 20 bytes: Bitcoin's hash of keys and scripts, LBRY's of a claim's outpoint. */
export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes));
}
