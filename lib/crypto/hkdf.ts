import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** HKDF-Extract with SHA-256 (RFC 5869, 2.2): a key of 32 bytes. */
export function hkdfExtract(salt: Uint8Array, secret: Uint8Array): Uint8Array {
  return extract(sha256, secret, salt);
}

/** HKDF-Expand with SHA-256 (RFC 5869, 2.3) to 32 bytes. @param info ASCII characters */
export function hkdfExpand32(key: Uint8Array, info: string): Uint8Array {
  return expand(sha256, key, new TextEncoder().encode(info), 32);
}
