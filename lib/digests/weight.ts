import { Writer } from '../codec/writer.js';
import type { Block } from '../messages/block.js';
import { compactSize } from '../codec/primitives.js';
import { BITCOIN_LIMITS } from '../messages/limits.js';
import { transactionLayout, type Transaction } from '../messages/transaction.js';
import { headerBytes } from './headerBytes.js';
import { requireDecoded } from './requireDecoded.js';

/**
 * The weight of a transaction or block (BIP141): three times its size without witness plus its size with witness. The size of a
 * block includes its header and its transaction count; its transactions must have their witnesses. An extension of a transaction does not count.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` for a block with `undecoded`.
 */
export function weightOf(value: Transaction | Block): number {
  return 3 * sizeOf(value, false) + sizeOf(value, true);
}

/** The virtual size in bytes (BIP141): a quarter of the weight, rounded up. Fee rates are per virtual byte. */
export function vsizeOf(value: Transaction | Block): number {
  return Math.ceil(weightOf(value) / 4);
}

// The layout is the same on every network. The limits are the widest ones, so that a transaction of any network can be measured.
const layout = transactionLayout(BITCOIN_LIMITS);

function sizeOf(value: Transaction | Block, witness: boolean): number {
  const writer = new Writer(0, witness);
  if ('transactions' in value) {
    requireDecoded(value);
    writer.bytes(headerBytes(value.header));
    compactSize.write(writer, value.transactions.length);
    for (const transaction of value.transactions) layout.write(writer, transaction);
  } else {
    layout.write(writer, value);
  }
  return writer.finish().length;
}
