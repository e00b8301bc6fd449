import { proofOfWorkHash } from '../digests/blockHash.js';
import { txid } from '../digests/transactionId.js';
import { hashOfBytes } from '../bytes/primitives.js';
import { merkleRoot } from '../hash/merkleRoot.js';
import type { Block } from '../messages/block.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { Transaction } from '../messages/transaction.js';
import { emptyHeader } from '../networks/emptyHeader.js';
import type { Network } from '../networks/network.js';
import { bytesOfHash } from './coinbase.js';

/** Regtest's: every second nonce will do (Bitcoin Core, kernel/chainparams.cpp). */
const BITS = 0x207f_ffff;
/** BITS as a number of 256 bits, in the hex digits that it is compared by. */
const TARGET = `7fffff${'0'.repeat(58)}`;

/** The root of lbcd's claim trie while nobody has claimed a name (lbcd, claimtrie/merkletrie EmptyTrieHash). */
const EMPTY_CLAIM_TRIE = `${'0'.repeat(63)}1`;

/** BIP9's top bits, and nothing signalled. */
const BLOCK_VERSION = 0x2000_0000;

/** A block of these transactions, the coinbase first, with its true Merkle root and a nonce that does the work. */
export function mineBlock(
  network: Network,
  { prevBlock, timestamp, transactions }: { prevBlock: string; timestamp: number; transactions: Transaction[] },
): Block {
  const header: BlockHeader = {
    ...emptyHeader(network),
    version: BLOCK_VERSION,
    prevBlock,
    merkleRoot: hashOfBytes(merkleRoot(transactions.map((each) => bytesOfHash(txid(each))))),
    timestamp,
    bits: BITS,
  };
  if ('claimTrie' in header) header.claimTrie = EMPTY_CLAIM_TRIE;
  // Hex digits of one length compare like the numbers they spell.
  while (proofOfWorkHash(header) > TARGET) header.nonce += 1;
  return { header, transactions };
}
