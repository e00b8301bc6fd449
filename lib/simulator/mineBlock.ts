import { proofOfWorkHash } from '../digests/blockHash.js';
import { txid } from '../digests/transactionId.js';
import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { merkleRoot } from '../crypto/merkleRoot.js';
import type { Block } from '../messages/block.js';
import type { BlockHeader, LbryBlockHeader } from '../messages/blockHeader.js';
import type { Transaction } from '../messages/transaction.js';
import { emptyHeader } from '../networks/emptyHeader.js';
import type { Network } from '../networks/network.js';

/** Regtest's difficulty: every second nonce is valid (Bitcoin Core, kernel/chainparams.cpp). */
const BITS = 0x207f_ffff;
/** The target of BITS as a 256-bit number in hex. */
const TARGET = `7fffff${'0'.repeat(58)}`;

/** BIP9's top bits without a signalled deployment. */
const BLOCK_VERSION = 0x2000_0000;

interface BlockContent {
  readonly prevBlock: string;
  readonly timestamp: number;
  readonly transactions: Transaction[];
  /** The root of the claim trie, for networks whose headers have one. */
  readonly claimTrie?: Hash | undefined;
}

/** A block of these transactions, the coinbase first, with a valid Merkle root and a nonce that meets the target. */
export function mineBlock(network: Network, { prevBlock, timestamp, transactions, claimTrie }: BlockContent): Block {
  const header: BlockHeader = {
    ...emptyHeader(network),
    version: BLOCK_VERSION,
    prevBlock,
    merkleRoot: hashOfBytes(merkleRoot(transactions.map((each) => bytesOfHash(txid(each))))),
    timestamp,
    bits: BITS,
  };
  if (claimTrie !== undefined) (header as LbryBlockHeader).claimTrie = claimTrie;
  // Hex texts of the same length have the order of their numbers.
  while (proofOfWorkHash(header) > TARGET) header.nonce += 1;
  return { header, transactions };
}
