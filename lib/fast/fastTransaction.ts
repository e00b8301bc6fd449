import { HASH_BYTES, type Hash } from '../codec/hash.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { setHashNow, type SetHash } from './blockHashes.js';
import type { UncheckedReader } from './uncheckedReader.js';
import { arrayOf, plainObjects } from './plainObjects.js';
import { PayloadSlices } from './payloadSlices.js';
import type { FastLayout } from './fastLayout.js';
import type { MessageLimits } from '../messages/limits.js';
import type { OutPoint, Transaction, TransactionInput, TransactionOutput } from '../messages/transaction.js';

/** The layout `transactionOf(limits)`. */
export function fastTransaction(limits: MessageLimits): FastLayout<Transaction> {
  return {
    validate: (reader) => validateTransaction(reader, limits),
    decode: (reader) => decodeTransaction(reader, new PayloadSlices(reader.source, reader.end), setHashNow),
  };
}

export function validateTransaction(reader: UncheckedReader, limits: MessageLimits): boolean {
  reader.at += 4;
  let inputs = reader.size();
  let hasWitness = false;
  if (inputs === 0) {
    // Either BIP144's marker, followed by its flag 1, or no inputs: then 0 is the number of outputs.
    const flag = reader.u8();
    if (flag === 0) {
      reader.at += 4;
      return reader.isInside;
    }
    if (flag !== 1) return false;
    hasWitness = true;
    inputs = reader.size();
  }
  if (inputs < 0) return false;
  for (let left = inputs; left > 0; left--) {
    reader.at += 36;
    if (!reader.skipSized(MAX_COMPACT_SIZE)) return false;
    reader.at += 4;
  }
  const outputs = reader.size();
  if (outputs < 0) return false;
  for (let left = outputs; left > 0; left--) {
    reader.at += 8;
    if (!reader.skipSized(MAX_COMPACT_SIZE)) return false;
  }
  if (hasWitness && !validateWitnesses(reader, inputs, limits)) return false;
  reader.at += 4;
  return reader.isInside;
}

function validateWitnesses(
  reader: UncheckedReader,
  inputs: number,
  { maxWitnessItems, maxWitnessItemBytes }: MessageLimits,
): boolean {
  let any = false;
  for (let left = inputs; left > 0; left--) {
    const items = reader.size();
    if (items < 0 || items > maxWitnessItems) return false;
    if (items > 0) any = true;
    for (let item = items; item > 0; item--) if (!reader.skipSized(maxWitnessItemBytes)) return false;
  }
  return any;
}

export function decodeTransaction(reader: UncheckedReader, slices: PayloadSlices, setHash: SetHash): Transaction {
  const version = reader.u32();
  let count = reader.size();
  let hasWitness = false;
  if (count === 0) {
    hasWitness = reader.u8() === 1;
    if (!hasWitness) return new DecodedTransaction(version, arrayOf(), arrayOf(), reader.u32());
    count = reader.size();
  }
  const inputs = decodeInputs(reader, slices, setHash, count);
  const outputs = decodeOutputs(reader, slices, reader.size());
  if (hasWitness) for (const input of inputs) input.witness = decodeWitness(reader, slices, reader.size());
  return new DecodedTransaction(version, inputs, outputs, reader.u32());
}

function decodeInputs(
  reader: UncheckedReader,
  slices: PayloadSlices,
  setHash: SetHash,
  count: number,
): TransactionInput[] {
  // Arrays of one or two items are allocated at their exact size; an array that grows by `push` has unused capacity. Most are this short.
  if (count === 1) return arrayOf(decodeInput(reader, slices, setHash));
  if (count === 2) return arrayOf(decodeInput(reader, slices, setHash), decodeInput(reader, slices, setHash));
  const inputs = arrayOf<TransactionInput>();
  for (let i = 0; i < count; i++) inputs.push(decodeInput(reader, slices, setHash));
  return inputs;
}

function decodeInput(reader: UncheckedReader, slices: PayloadSlices, setHash: SetHash): TransactionInput {
  const { at, source } = reader;
  reader.at = at + HASH_BYTES;
  const outPoint = new DecodedOutPoint('', reader.u32());
  setHash(outPoint, source, at);
  return new DecodedInput(outPoint, reader.sizedBytes(slices), reader.u32());
}

function decodeOutputs(reader: UncheckedReader, slices: PayloadSlices, count: number): TransactionOutput[] {
  if (count === 1) return arrayOf(decodeOutput(reader, slices));
  if (count === 2) return arrayOf(decodeOutput(reader, slices), decodeOutput(reader, slices));
  const outputs = arrayOf<TransactionOutput>();
  for (let i = 0; i < count; i++) outputs.push(decodeOutput(reader, slices));
  return outputs;
}

function decodeOutput(reader: UncheckedReader, slices: PayloadSlices): TransactionOutput {
  return new DecodedOutput(reader.i64(), reader.sizedBytes(slices));
}

function decodeWitness(reader: UncheckedReader, slices: PayloadSlices, count: number): Uint8Array[] {
  if (count === 1) return arrayOf(reader.sizedBytes(slices));
  if (count === 2) return arrayOf(reader.sizedBytes(slices), reader.sizedBytes(slices));
  const items = arrayOf<Uint8Array>();
  for (let i = 0; i < count; i++) items.push(reader.sizedBytes(slices));
  return items;
}

const DecodedTransaction = plainObjects<[number, TransactionInput[], TransactionOutput[], number], Transaction>(
  function (version, inputs, outputs, lockTime) {
    this.version = version;
    this.inputs = inputs;
    this.outputs = outputs;
    this.lockTime = lockTime;
  },
);
const DecodedInput = plainObjects<[OutPoint, Uint8Array, number], TransactionInput>(
  function (previousOutput, script, sequence) {
    this.witness = arrayOf();
    this.previousOutput = previousOutput;
    this.script = script;
    this.sequence = sequence;
  },
);
const DecodedOutPoint = plainObjects<[Hash, number], OutPoint>(function (hash, index) {
  this.hash = hash;
  this.index = index;
});
const DecodedOutput = plainObjects<[bigint, Uint8Array], TransactionOutput>(function (value, script) {
  this.value = value;
  this.script = script;
});
