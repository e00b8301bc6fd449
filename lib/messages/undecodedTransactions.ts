import type { Codec } from '../codec/codec.js';
import { requireArray, requireObject, within, writeItems } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE, writeCompactSize } from '../codec/compactSize.js';
import { requireBytes, requireInteger } from '../codec/primitives.js';
import type { Reader } from '../codec/reader.js';
import { readPart, readSize } from '../codec/readPart.js';
import type { Writer } from '../codec/writer.js';

/**
 * The end of a block that is kept as bytes. It begins with the first transaction that has an unknown flag, because only the definition of
 * that flag states where the data of the transaction end. Only on networks with `limits.unknownTransactionFlags: 'keep'`.
 */
export interface UndecodedTransactions {
  /** The number of transactions that begin in the bytes, 1 or more. */
  count: number;
  /** The bytes up to the end of the message, which may contain more than the transactions: on Litecoin, the extension block. */
  bytes: Uint8Array;
}

/** The transactions of a block that were decoded, and the rest of the block as bytes. */
interface TransactionList<T> {
  transactions: T[];
  undecoded?: UndecodedTransactions;
}

/** Reads the transactions of a block, up to the first one with an unknown flag. The rest of the payload is kept as bytes. */
export function readUpToUnknownFlag<T>(reader: Reader, transaction: Codec<T>): TransactionList<T> {
  let count = 0;
  const transactions = readPart(reader, 'transactions', {
    read() {
      count = readSize(reader, 'count');
      if (count > MAX_COMPACT_SIZE)
        reader.fail('LIMIT_EXCEEDED', `${count} items, at most ${MAX_COMPACT_SIZE} allowed`);
      reader.require(count * transaction.minBytes);
      const items: T[] = [];
      try {
        while (items.length < count && !hasUnknownFlag(reader)) items.push(readPart(reader, items.length, transaction));
      } catch (error) {
        throw within(error, items.length);
      }
      return items;
    },
  });
  if (transactions.length === count) return { transactions };
  const bytes = readPart(reader, 'undecoded', { read: () => reader.bytes(reader.remaining) });
  return { transactions, undecoded: { count: count - transactions.length, bytes } };
}

/** Whether a transaction with flags other than BIP144's begins at the reader's offset. */
function hasUnknownFlag({ offset, source }: Reader): boolean {
  // After the version: the marker, which is a count of no inputs, and the flags.
  return source[offset + 4] === 0 && (source[offset + 5] ?? 0) > 1;
}

/** Writes what `readUpToUnknownFlag` reads. */
export function writeWithUndecoded<T>(
  writer: Writer,
  { transactions, undecoded }: TransactionList<T>,
  transaction: Codec<T>,
): void {
  if (undecoded !== undefined) requireUndecoded(writer, undecoded);
  try {
    requireArray(writer, transactions);
    writeCompactSize(writer, transactions.length + (undecoded?.count ?? 0));
    writeItems(writer, transaction, transactions);
  } catch (error) {
    throw within(error, 'transactions');
  }
  if (undecoded !== undefined) writer.bytes(undecoded.bytes);
}

function requireUndecoded(writer: Writer, undecoded: UndecodedTransactions): void {
  try {
    requireObject(writer, undecoded);
    requireInteger(writer, undecoded.count, 1, MAX_COMPACT_SIZE);
    requireBytes(writer, undecoded.bytes);
    // The witnesses of these transactions are somewhere in the bytes.
    if (!writer.witness) writer.fail('INVALID_VALUE', 'undecoded transactions cannot be sent without their witnesses');
  } catch (error) {
    throw within(error, 'undecoded');
  }
}
