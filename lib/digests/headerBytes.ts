import { Writer } from '../codec/writer.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';

/** Encodes a block header for hashing: 80 bytes, or 112 with a claim trie (LBRY). */
export function headerBytes(header: BlockHeader | LbryBlockHeader): Uint8Array {
  const writer = new Writer(0);
  if ('claimTrie' in header) lbryBlockHeader.write(writer, header);
  else blockHeader.write(writer, header);
  return writer.finish();
}
