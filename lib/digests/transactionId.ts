import { hashOfBytes, type Hash } from '../codec/hash.js';
import { Writer } from '../codec/writer.js';
import { sha256d } from '../crypto/sha256d.js';
import { BITCOIN_LIMITS } from '../messages/limits.js';
import { transactionLayout, type Transaction } from '../messages/transaction.js';

/** The hash of the transaction without its witness; blocks, outpoints and RPC refer to the transaction by it. */
export function txid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, false);
}

/** The hash of the transaction with its witness (BIP141); equal to the txid if it has none. */
export function wtxid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, true);
}

// The layout is the same on every network. The limits are the widest ones, so that a transaction of any network can be hashed.
const layout = transactionLayout(BITCOIN_LIMITS);

function hashOfTransaction(transaction: Transaction, witness: boolean): Hash {
  const writer = new Writer(0, witness);
  layout.write(writer, transaction);
  return hashOfBytes(sha256d(writer.finish()));
}
