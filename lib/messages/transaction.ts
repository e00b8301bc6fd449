import type { Codec } from '../codec/codec.js';
import { list, requireArray, requireObject, struct, within } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, i64le, u32le, varBytes, type Hash } from '../codec/primitives.js';
import type { Reader } from '../codec/reader.js';
import type { Writer } from '../codec/writer.js';
import { LocalProtocolError } from '../base/errors.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';

/** The name of an output: the transaction that has it, and its place there. */
export interface OutPoint {
  /** The transaction's txid. */
  hash: Hash;
  /** The place among its outputs, from 0. A coinbase has 0xffff_ffff. */
  index: number;
}
export const outPoint = struct<OutPoint>({ hash: hash32, index: u32le });

/** The output that a transaction spends, and the proof that it may. */
export interface TransactionInput {
  previousOutput: OutPoint;
  script: Uint8Array;
  sequence: number;
  /** The items of its witness (BIP141). Empty if the input has none. */
  witness: Uint8Array[];
}
const inputWithoutWitness = struct<Omit<TransactionInput, 'witness'>>({
  previousOutput: outPoint,
  script: varBytes(),
  sequence: u32le,
});

/** An amount, and the script that says who may spend it. */
export interface TransactionOutput {
  /** In satoshis; LBRY's unit has 8 decimals too. */
  value: bigint;
  script: Uint8Array;
}
export const transactionOutput = struct<TransactionOutput>({ value: i64le, script: varBytes() });

/** A transaction; its witnesses are fields of its inputs. */
export interface Transaction {
  /** Read as u32, as Bitcoin Core does since version 28. */
  version: number;
  inputs: TransactionInput[];
  outputs: TransactionOutput[];
  /** A height below 500,000,000, else seconds since 1970. */
  lockTime: number;
}

/** "I send you this transaction." */
export function txMessage(limits: MessageLimits) {
  return defineMessage('tx', struct({ transaction: transactionOf(limits) }));
}
export type TxMessage = MessageOfDefinition<ReturnType<typeof txMessage>>;

/**
 * The layout of a transaction, with its witness (BIP144) if it has one. The bytes say whether they hold a witness (a count of no
 * inputs, then a flag), not the services of the remote.
 *
 * Writing errors with LocalProtocolError `INVALID_VALUE` for outputs without inputs: the empty count of inputs and the count of
 * outputs would be read as BIP144's marker and flag, so no remote could decode the bytes.
 */
export function transactionOf(limits: MessageLimits): Codec<Transaction> {
  const layout = transactionLayout(limits);
  return {
    ...layout,
    write(writer, value) {
      requireObject(writer, value);
      requireInputs(value);
      layout.write(writer, value);
    },
  };
}

function requireInputs({ inputs, outputs }: Transaction): void {
  if (!Array.isArray(inputs) || inputs.length > 0 || !Array.isArray(outputs) || outputs.length === 0) return;
  throw new LocalProtocolError(
    'INVALID_VALUE',
    `at least one input expected beside ${outputs.length} outputs, got none: BIP144 reads no inputs as its marker`,
    'inputs',
  );
}

/** The same layout, for hashing: it also writes outputs without inputs, which have a txid but cannot be sent. */
export function transactionLayout({
  allowsEmptyWitness,
  maxWitnessItems,
  maxWitnessItemBytes,
}: MessageLimits): Codec<Transaction> {
  const witness = list(varBytes({ maxBytes: maxWitnessItemBytes }), { maxItems: maxWitnessItems });
  return { minBytes: 10, read, write };

  function read(reader: Reader): Transaction {
    const version = u32le.read(reader);
    let inputs = readField('inputs', inputList, reader);
    let outputs: TransactionOutput[] = [];
    let hasWitness = false;
    if (inputs.length > 0) {
      outputs = readField('outputs', outputList, reader);
    } else {
      // "If the first count is 0, it is the marker": a flag of 0 is then the count of no outputs (Bitcoin Core, primitives/transaction.h).
      const flag = reader.u8();
      if (flag > 1) reader.fail('INVALID_VALUE', `transaction with flag ${flag}, 1 allowed`);
      if (flag === 1) {
        hasWitness = true;
        inputs = readField('inputs', inputList, reader);
        outputs = readField('outputs', outputList, reader);
      }
    }
    if (hasWitness) readWitnesses(reader, inputs);
    return { version, inputs, outputs, lockTime: u32le.read(reader) };
  }

  function readWitnesses(reader: Reader, inputs: TransactionInput[]): void {
    let any = false;
    for (const [i, input] of inputs.entries()) {
      try {
        input.witness = witness.read(reader);
      } catch (error) {
        throw within(within(within(error, 'witness'), i), 'inputs');
      }
      any ||= input.witness.length > 0;
    }
    // Else a transaction would have two encodings: Bitcoin Core, primitives/transaction.h "Superfluous witness record".
    if (!any && !allowsEmptyWitness) reader.fail('NON_CANONICAL', 'witness flag on a transaction without witness');
  }

  function write(writer: Writer, value: Transaction): void {
    requireObject(writer, value);
    writeField('version', u32le, writer, value.version);
    const hasWitness = writer.witness && someWitness(value.inputs);
    if (hasWitness) writer.u16le(0x0100);
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
    writeField('lockTime', u32le, writer, value.lockTime);
  }
}

/** Asked before the inputs are checked: what is wrong with them is said where they are written. */
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
    // Where no input has a witness, none is written, and so none is checked there.
    writeField('witness', witnessList, writer, value.witness);
  },
};
const witnessList: Pick<Codec<Uint8Array[]>, 'write'> = { write: requireArray };
const inputList = list(input, { maxItems: MAX_COMPACT_SIZE });
const outputList = list(transactionOutput, { maxItems: MAX_COMPACT_SIZE });

function readField<T>(name: string, codec: Codec<T>, reader: Reader): T {
  try {
    return codec.read(reader);
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
