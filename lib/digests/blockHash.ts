import { hashOfBytes, type Hash } from '../codec/hash.js';
import { lbryProofOfWork } from '../crypto/lbryProofOfWork.js';
import { sha256d } from '../crypto/sha256d.js';
import type { BlockHeader, LbryBlockHeader } from '../messages/blockHeader.js';
import { headerBytes } from './headerBytes.js';

/** The hash that names a block: sha256d of its header, which has 80 bytes, or 112 with a claim trie (LBRY). */
export function blockHash(header: BlockHeader | LbryBlockHeader): Hash {
  return hashOfBytes(sha256d(headerBytes(header)));
}

/** The hash that is compared with the target: on Bitcoin `blockHash`, on LBRY the proof-of-work hash of lbcd. */
export function proofOfWorkHash(header: BlockHeader | LbryBlockHeader): Hash {
  const bytes = headerBytes(header);
  return hashOfBytes('claimTrie' in header ? lbryProofOfWork(bytes) : sha256d(bytes));
}
