import type { Codec } from '../codec/codec.js';
import { requireObject, within } from '../codec/combinators.js';
import { requireBytes, requireInteger } from '../codec/primitives.js';
import { readPart } from '../codec/readPart.js';
import type { Writer } from '../codec/writer.js';

/**
 * The data of a transaction that flags other than BIP144's announce, on networks with `limits.unknownTransactionFlags: 'keep'`. Litecoin: the flag 8
 * and the MWEB part (LIP-0003).
 */
export interface TransactionExtension {
  /** The flags without BIP144's bit 0: an even number from 2 to 254. */
  flags: number;
  /** Everything between the outputs, or the witnesses if there are any, and the lock time. Not interpreted. */
  bytes: Uint8Array;
}

/** BIP144: the transaction has witnesses. */
export const WITNESS_FLAG = 1;
const LOCK_TIME_BYTES = 4;

/** Reads everything up to the lock time, which ends the payload. */
export function extensionOf(flags: number): Pick<Codec<TransactionExtension>, 'read'> {
  return {
    read(reader) {
      reader.require(LOCK_TIME_BYTES);
      const rest = { read: () => reader.bytes(reader.remaining - LOCK_TIME_BYTES) };
      return { flags, bytes: readPart(reader, 'bytes', rest) };
    },
  };
}

/** Errors with LocalProtocolError `INVALID_VALUE` if the extension cannot be encoded, or not here. */
export function requireExtension(writer: Writer, extension: TransactionExtension, isAllowed: boolean): void {
  try {
    requireObject(writer, extension);
    if (!isAllowed)
      writer.fail('INVALID_VALUE', "not allowed here: only in a tx, with unknownTransactionFlags: 'keep'");
    requireInteger(writer, extension.flags, 2, 254);
    if ((extension.flags & WITNESS_FLAG) !== 0)
      writer.fail('INVALID_VALUE', `flags ${extension.flags}, even ones allowed`);
    requireBytes(writer, extension.bytes);
  } catch (error) {
    throw within(error, 'extension');
  }
}
