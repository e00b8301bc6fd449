import { bytesOfHash, hashOfBytes, type Hash } from '../codec/hash.js';
import { RemoteProtocolError } from '../base/errors.js';
import { isMutatedMerkle, merkleRoot } from '../crypto/merkleRoot.js';
import type { Block } from '../messages/block.js';
import type { Transaction } from '../messages/transaction.js';
import { requireDecoded } from './requireDecoded.js';
import { txid, wtxid } from './transactionId.js';

/** The Merkle root over the txids, as in a block header. */
export function merkleRootOf(transactions: readonly Transaction[]): Hash {
  return hashOfBytes(merkleRoot(leaves(transactions)));
}

/** The Merkle root over the wtxids, with zeros for the coinbase (BIP141). The witness commitment commits to it. */
export function witnessMerkleRootOf(transactions: readonly Transaction[]): Hash {
  // "The wtxid of coinbase transaction is assumed to be 0x0000....0000" (BIP141).
  const wtxids = transactions.map((transaction, i) => (i === 0 ? new Uint8Array(32) : bytesOfHash(wtxid(transaction))));
  return hashOfBytes(merkleRoot(wtxids));
}

/**
 * Checks that the header commits to exactly these transactions.
 *
 * Errors with RemoteProtocolError `INVALID_VALUE` when the root differs, or when transactions are repeated in the way that does not change
 * the root (CVE-2012-2459); with LocalProtocolError `INVALID_VALUE` for a block with `undecoded`. Source: Bitcoin Core, validation.cpp CheckMerkleRoot.
 */
export function checkMerkleRoot(block: Block): void {
  requireDecoded(block);
  const { header, transactions } = block;
  const txids = leaves(transactions);
  const root = hashOfBytes(merkleRoot(txids));
  if (root !== header.merkleRoot) {
    throw new RemoteProtocolError('INVALID_VALUE', `transactions with root ${root}, header has ${header.merkleRoot}`);
  }
  if (isMutatedMerkle(txids)) {
    throw new RemoteProtocolError('INVALID_VALUE', 'transactions repeated in a way that does not change the root');
  }
}

function leaves(transactions: readonly Transaction[]): Uint8Array[] {
  return transactions.map((transaction) => bytesOfHash(txid(transaction)));
}
