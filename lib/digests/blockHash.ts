import { hashOfBytes, type Hash } from '../bytes/primitives.js';
import { Writer } from '../bytes/writer.js';
import { lbryProofOfWork } from '../hash/lbryProofOfWork.js';
import { sha256d } from '../hash/sha256d.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';

/** The hash that names a block: sha256d of its header, of 80 bytes or, where it has a claim trie, of 112. */
export function blockHash(header: BlockHeader | LbryBlockHeader): Hash {
  return hashOfBytes(sha256d(headerBytes(header)));
}

/** The hash that is compared with the target: the block's hash on Bitcoin, lbcd's own on LBRY. */
export function proofOfWorkHash(header: BlockHeader | LbryBlockHeader): Hash {
  const bytes = headerBytes(header);
  return hashOfBytes('claimTrie' in header ? lbryProofOfWork(bytes) : sha256d(bytes));
}

function headerBytes(header: BlockHeader | LbryBlockHeader): Uint8Array {
  const writer = new Writer(0);
  if ('claimTrie' in header) lbryBlockHeader.write(writer, header);
  else blockHeader.write(writer, header);
  return writer.finish();
}
