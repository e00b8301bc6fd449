import { hashOfBytes, type Hash } from '../codec/hash.js';
import { Writer } from '../codec/writer.js';
import { sha256d } from '../crypto/sha256d.js';
import { BITCOIN_LIMITS } from '../messages/limits.js';
import { transactionLayout, type Transaction } from '../messages/transaction.js';

/** The hash of the transaction without its witness: its name in blocks, outpoints and RPC. One without inputs has a txid, too. */
export function txid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, false);
}

/** The hash of the transaction with its witness (BIP141); the txid where it has none. */
export function wtxid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, true);
}

// The layout is the same on every network; the widest limits, since what was decoded there must be hashable.
const layout = transactionLayout(BITCOIN_LIMITS);

function hashOfTransaction(transaction: Transaction, witness: boolean): Hash {
  const writer = new Writer(0, witness);
  layout.write(writer, transaction);
  return hashOfBytes(sha256d(writer.finish()));
}
