import { hashOfBytes, type Hash } from '../codec/hash.js';
import { LocalProtocolError } from '../base/errors.js';
import { Writer } from '../codec/writer.js';
import { sha256d } from '../crypto/sha256d.js';
import { BITCOIN_LIMITS } from '../messages/limits.js';
import { transactionLayout, type Transaction } from '../messages/transaction.js';

/**
 * The hash of the transaction without its witness and extension; blocks, outpoints and RPC refer to the transaction by it.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` for a transaction that has an extension and neither inputs nor outputs: only the
 * definition of the extension states its id (on Litecoin: the id of its kernel).
 */
export function txid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, false);
}

/** The hash of the transaction with its witness (BIP141), without its extension; equal to the txid if it has no witness. Errors as `txid`. */
export function wtxid(transaction: Transaction): Hash {
  return hashOfTransaction(transaction, true);
}

// The layout is the same on every network. The limits are the widest ones, so that a transaction of any network can be hashed.
const layout = transactionLayout(BITCOIN_LIMITS);

function hashOfTransaction(transaction: Transaction, witness: boolean): Hash {
  const { extension, inputs, outputs } = transaction;
  if (extension !== undefined && inputs.length === 0 && outputs.length === 0) {
    throw new LocalProtocolError(
      'INVALID_VALUE',
      'neither inputs nor outputs: the extension defines the id',
      'extension',
    );
  }
  const writer = new Writer(0, witness);
  layout.write(writer, transaction);
  return hashOfBytes(sha256d(writer.finish()));
}
