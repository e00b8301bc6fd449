import { Writer } from '../codec/writer.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';

/** A block header as it is hashed: 80 bytes or, where it has a claim trie, LBRY's 112. */
export function headerBytes(header: BlockHeader | LbryBlockHeader): Uint8Array {
  const writer = new Writer(0);
  if ('claimTrie' in header) lbryBlockHeader.write(writer, header);
  else blockHeader.write(writer, header);
  return writer.finish();
}
