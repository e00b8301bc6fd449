import type { Codec } from '../codec/codec.js';
import { list, requireArray, requireObject, struct, within } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, i64le, u32le, varBytes, type Hash } from '../codec/primitives.js';
import type { Reader } from '../codec/reader.js';
import { readPart } from '../codec/readPart.js';
import type { Writer } from '../codec/writer.js';
import { LocalProtocolError } from '../base/errors.js';
import { defineMessage } from './defineMessage.js';
import type { MessageLimits } from './limits.js';
import { extensionOf, requireExtension, WITNESS_FLAG, type TransactionExtension } from './transactionExtension.js';

/** Names an output of a transaction. */
export interface OutPoint {
  /** Txid of the transaction. 64 zeros in the input of a coinbase. */
  hash: Hash;
  /** Index of the output in the transaction, from 0. 0xffff_ffff in the input of a coinbase. */
  index: number;
}
export const outPoint = struct<OutPoint>({ hash: hash32, index: u32le });

/** An input of a transaction: the output that it spends, and the proof that it is allowed to. */
export interface TransactionInput {
  /** The output that is spent. */
  previousOutput: OutPoint;
  /** The script that satisfies the script of the spent output; empty if the witness does. */
  script: Uint8Array;
  /** Relative lock time (BIP68) and replaceability (BIP125). 0xffff_ffff disables both, and `lockTime` if all inputs have it. */
  sequence: number;
  /** Items of the witness (BIP141). Empty if the input has none. */
  witness: Uint8Array[];
}
const inputWithoutWitness = struct<Omit<TransactionInput, 'witness'>>({
  previousOutput: outPoint,
  script: varBytes(),
  sequence: u32le,
});

/** An output of a transaction. */
export interface TransactionOutput {
  /** Amount, in satoshis (1e-8 BTC, on LBRY 1e-8 LBC). */
  value: bigint;
  /** The script that defines the conditions for spending the output. On LBRY it may begin with a claim (`claimOf`). */
  script: Uint8Array;
}
export const transactionOutput = struct<TransactionOutput>({ value: i64le, script: varBytes() });

/** A transaction. The witnesses are fields of the inputs. */
export interface Transaction {
  /** Transaction version: an unsigned integer of 32 bits, as in Bitcoin Core since version 28. */
  version: number;
  /** Inputs in order; the coinbase has one. Limited by the payload size only. */
  inputs: TransactionInput[];
  /** Outputs in order. Limited by the payload size only. */
  outputs: TransactionOutput[];
  /** The first block that may contain the transaction: a height if below 500,000,000, else a time in seconds since 1970. */
  lockTime: number;
  /** Present only in a `tx` whose flags contain unknown ones, on networks that keep them. No part of the txid and the wtxid. */
  extension?: TransactionExtension;
}

/** A transaction: the answer to a getdata. */
export interface TxMessage {
  readonly command: 'tx';
  /** The transaction. */
  transaction: Transaction;
}
export function txMessage(limits: MessageLimits) {
  return defineMessage('tx', struct({ transaction: transactionOf(limits, true) }));
}

/**
 * The layout of a transaction, with its witness (BIP144) if it has one. The bytes themselves indicate a witness (an input count of 0, then a
 * flag); the services of the remote do not matter.
 *
 * Encoding errors with LocalProtocolError `INVALID_VALUE` for a transaction with outputs and without inputs: a decoder would take the
 * input count 0 and the output count for BIP144's marker and flag. It errors in the same way for an extension in a place where no
 * extension can be decoded.
 *
 * @param isWholePayload true if the payload ends with the transaction: only then the end of an extension is known
 */
export function transactionOf(limits: MessageLimits, isWholePayload = false): Codec<Transaction> {
  const layout = transactionLayout(limits, isWholePayload);
  const allowsExtension = isWholePayload && limits.unknownTransactionFlags === 'keep';
  return {
    ...layout,
    write(writer, value) {
      requireObject(writer, value);
      if (value.extension !== undefined) requireExtension(writer, value.extension, allowsExtension);
      if (value.extension === undefined || !writer.witness) requireInputs(value);
      layout.write(writer, value);
    },
  };
}

function requireInputs({ inputs, outputs }: Transaction): void {
  if (!Array.isArray(inputs) || inputs.length > 0 || !Array.isArray(outputs) || outputs.length === 0) return;
  throw new LocalProtocolError(
    'INVALID_VALUE',
    `at least one input expected with ${outputs.length} outputs, got none: BIP144 uses an input count of 0 as its marker`,
    'inputs',
  );
}

/** As transactionOf, for hashing: it also encodes a transaction without inputs, which has a txid but cannot be sent, and leaves out an extension. */
export function transactionLayout(
  { allowsEmptyWitness, maxWitnessItems, maxWitnessItemBytes, unknownTransactionFlags }: MessageLimits,
  isWholePayload = false,
): Codec<Transaction> {
  const keepsExtension = isWholePayload && unknownTransactionFlags === 'keep';
  const witness = list(varBytes({ maxBytes: maxWitnessItemBytes }), { maxItems: maxWitnessItems });
  return { minBytes: 10, read, write };

  function read(reader: Reader): Transaction {
    const version = readPart(reader, 'version', u32le);
    const start = reader.offset;
    let inputs = readField('inputs', inputList, reader);
    let outputs: TransactionOutput[] = [];
    let flags = 0;
    if (inputs.length > 0) {
      outputs = readField('outputs', outputList, reader);
    } else {
      // A first count of 0 is the marker. A flag of 0 after it is the count of outputs: none (Bitcoin Core, primitives/transaction.h).
      flags = reader.u8();
      if (flags > WITNESS_FLAG && !keepsExtension) {
        reader.fail('INVALID_VALUE', `transaction with flag ${flags}, ${WITNESS_FLAG} allowed`);
      }
      if (flags > 0) {
        reader.recorder?.mark(start, reader.offset, 'bytes', 'marker');
        inputs = readField('inputs', inputList, reader);
        outputs = readField('outputs', outputList, reader);
      } else {
        reader.recorder?.mark(start + 1, reader.offset, 'compactSize', 'count', 'outputs');
      }
    }
    if ((flags & WITNESS_FLAG) !== 0) readWitnesses(reader, inputs);
    if (flags <= WITNESS_FLAG) return { version, inputs, outputs, lockTime: readPart(reader, 'lockTime', u32le) };
    const extension = readField('extension', extensionOf(flags & ~WITNESS_FLAG), reader);
    return { version, inputs, outputs, lockTime: readPart(reader, 'lockTime', u32le), extension };
  }

  function readWitnesses(reader: Reader, inputs: TransactionInput[]): void {
    let any = false;
    for (const [i, input] of inputs.entries()) {
      try {
        input.witness = readWitness(reader, i);
      } catch (error) {
        throw within(within(within(error, 'witness'), i), 'inputs');
      }
      any ||= input.witness.length > 0;
    }
    // Otherwise a transaction would have two encodings (Bitcoin Core, primitives/transaction.h "Superfluous witness record").
    if (!any && !allowsEmptyWitness) reader.fail('NON_CANONICAL', 'witness flag on a transaction without witness');
  }

  /** The witness of input `i`. A recorder needs its whole path, because the witnesses follow the outputs. */
  function readWitness(reader: Reader, i: number): Uint8Array[] {
    if (reader.recorder === undefined) return witness.read(reader);
    const input = { read: () => readPart(reader, 'witness', witness) };
    const inputs = { read: () => readPart(reader, i, input) };
    return readPart(reader, 'inputs', inputs);
  }

  function write(writer: Writer, value: Transaction): void {
    requireObject(writer, value);
    writeField('version', u32le, writer, value.version);
    const hasWitness = writer.witness && someWitness(value.inputs);
    const extension = writer.witness && keepsExtension ? value.extension : undefined;
    // The marker 0, then the flags.
    if (hasWitness || extension !== undefined)
      writer.u16le(((extension?.flags ?? 0) | (hasWitness ? WITNESS_FLAG : 0)) << 8);
    writeField('inputs', inputList, writer, value.inputs);
    writeField('outputs', outputList, writer, value.outputs);
    if (hasWitness) {
      for (const [i, input] of value.inputs.entries()) {
        try {
          witness.write(writer, input.witness);
        } catch (error) {
          throw within(within(within(error, 'witness'), i), 'inputs');
        }
      }
    }
    if (extension !== undefined) writer.bytes(extension.bytes);
    writeField('lockTime', u32le, writer, value.lockTime);
  }
}

/** Called before the inputs are checked, so it accepts any value; the layout of the inputs reports invalid ones. */
function someWitness(inputs: unknown): boolean {
  return (
    Array.isArray(inputs) &&
    inputs.some((input: Partial<TransactionInput> | null | undefined) => (input?.witness?.length ?? 0) > 0)
  );
}

const input: Codec<TransactionInput> = {
  minBytes: inputWithoutWitness.minBytes,
  read: (reader) => inputWithoutWitness.readInto(reader, { witness: [] }) as TransactionInput,
  write(writer, value) {
    inputWithoutWitness.write(writer, value);
    // If no input has a witness, the witnesses are not written, so this is their only check.
    writeField('witness', witnessList, writer, value.witness);
  },
};
const witnessList: Pick<Codec<Uint8Array[]>, 'write'> = { write: requireArray };
const inputList = list(input, { maxItems: MAX_COMPACT_SIZE });
const outputList = list(transactionOutput, { maxItems: MAX_COMPACT_SIZE });

function readField<T>(name: string, codec: Pick<Codec<T>, 'read'>, reader: Reader): T {
  try {
    return readPart(reader, name, codec);
  } catch (error) {
    throw within(error, name);
  }
}

function writeField<T>(name: string, codec: Pick<Codec<T>, 'write'>, writer: Writer, value: T): void {
  try {
    codec.write(writer, value);
  } catch (error) {
    throw within(error, name);
  }
}
