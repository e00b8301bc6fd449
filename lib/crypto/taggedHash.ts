import { joinBytes } from '../codec/joinBytes.js';
import { sha256 } from './sha256d.js';

/** SHA-256 of `parts`, different for every tag: SHA256(SHA256(tag) || SHA256(tag) || parts). Source: BIP340, "Specification". */
export function taggedHash(tag: string, parts: readonly Uint8Array[]): Uint8Array {
  const tagHash = sha256(new TextEncoder().encode(tag));
  return sha256(joinBytes([tagHash, tagHash, ...parts]));
}
