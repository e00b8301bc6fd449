import { LocalProtocolError, isPeerError } from '../base/errors.js';
import { invalidOption } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { fromHex } from '../codec/hex.js';
import type { Transaction } from '../messages/transaction.js';
import type { Network } from '../networks/network.js';
import { encodeMessage } from '../wire/message.js';
import { decodeFrame, leftoverError } from '../wire/payload.js';

/**
 * The transaction of an argument: the object itself, its bytes, or their hex digits, as `sendrawtransaction` takes them.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for anything that the network cannot encode or decode.
 */
export function transactionOf(value: unknown, network: Network): Transaction {
  try {
    const transaction = typeof value === 'string' ? decode(fromHex(value), network) : fromObject(value, network);
    if (transaction.inputs.length === 0) {
      throw new LocalProtocolError('INVALID_VALUE', 'at least one input expected, got none');
    }
    encodeMessage({ command: 'tx', transaction }, { network });
    return transaction;
  } catch (error) {
    if (!isPeerError(error)) throw error;
    invalidOption('transaction', `a transaction, its bytes or their hex digits expected: ${error.message}`);
  }
}

function fromObject(value: unknown, network: Network): Transaction {
  if (value instanceof Uint8Array) return decode(value, network);
  if (typeof value === 'object' && value !== null && Array.isArray((value as Partial<Transaction>).inputs)) {
    return value as Transaction;
  }
  throw new LocalProtocolError('INVALID_VALUE', `got ${show(value)}`);
}

function decode(payload: Uint8Array, network: Network): Transaction {
  const message = decodeFrame({ command: 'tx', payload }, { network }, (count) => {
    throw leftoverError('tx', count);
  });
  return (message as { transaction: Transaction }).transaction;
}
