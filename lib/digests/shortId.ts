import type { Hash } from '../codec/primitives.js';
import { Writer } from '../codec/writer.js';
import { sha256 } from '../crypto/sha256d.js';
import { sipHash, sipHashKey, type SipHashKey } from '../crypto/sipHash.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import { bytesOfHash } from '../codec/hash.js';
import { headerBytes } from './headerBytes.js';

/** The key of a compact block's short ids: the first 16 bytes of sha256(header || nonce as u64 little-endian) (BIP152). */
export function compactBlockKey(header: BlockHeader, nonce: bigint): SipHashKey {
  const writer = new Writer(0);
  writer.bytes(headerBytes(header));
  writer.u64le(nonce);
  return sipHashKey(sha256(writer.finish()));
}

/** The short id of a transaction in a compact block of version 2: the lower 48 bits of SipHash-2-4 of its wtxid (BIP152). */
export function shortIdOf(key: SipHashKey, wtxid: Hash): number {
  return Number(BigInt.asUintN(48, sipHash(key, bytesOfHash(wtxid))));
}
