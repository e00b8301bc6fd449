import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import type { Cursor } from '../codec/cursor.js';
import type { Pieces } from '../codec/pieces.js';
import { listOf, plainObjects } from '../codec/young.js';
import { giveHashes, owe } from '../codec/hashHolders.js';
import type { FastLayout } from './lazily.js';
import type { MessageLimits } from './limits.js';
import type { OutPoint, Transaction, TransactionInput, TransactionOutput } from './transaction.js';

/** What `transactionOf(limits)` reads. */
export function fastTransaction(limits: MessageLimits): FastLayout<Transaction> {
  return { skim: (cursor) => skimTransaction(cursor, limits), build };

  function build(cursor: Cursor, pieces: Pieces): Transaction {
    const transaction = buildTransaction(cursor, pieces);
    giveHashes();
    return transaction;
  }
}

export function skimTransaction(cursor: Cursor, limits: MessageLimits): boolean {
  cursor.at += 4;
  let inputs = cursor.size();
  let hasWitness = false;
  if (inputs === 0) {
    // The marker, and then a flag; without it there are neither inputs nor outputs.
    const flag = cursor.u8();
    if (flag === 0) {
      cursor.at += 4;
      return cursor.isInside;
    }
    if (flag !== 1) return false;
    hasWitness = true;
    inputs = cursor.size();
  }
  if (inputs < 0) return false;
  for (let left = inputs; left > 0; left--) {
    cursor.at += 36;
    if (!cursor.skipSized(MAX_COMPACT_SIZE)) return false;
    cursor.at += 4;
  }
  const outputs = cursor.size();
  if (outputs < 0) return false;
  for (let left = outputs; left > 0; left--) {
    cursor.at += 8;
    if (!cursor.skipSized(MAX_COMPACT_SIZE)) return false;
  }
  if (hasWitness && !skimWitnesses(cursor, inputs, limits)) return false;
  cursor.at += 4;
  return cursor.isInside;
}

function skimWitnesses(
  cursor: Cursor,
  inputs: number,
  { maxWitnessItems, maxWitnessItemBytes }: MessageLimits,
): boolean {
  let any = false;
  for (let left = inputs; left > 0; left--) {
    const items = cursor.size();
    if (items < 0 || items > maxWitnessItems) return false;
    if (items > 0) any = true;
    for (let item = items; item > 0; item--) if (!cursor.skipSized(maxWitnessItemBytes)) return false;
  }
  return any;
}

/** Whoever calls it calls `giveHashes` then. */
export function buildTransaction(cursor: Cursor, pieces: Pieces): Transaction {
  const version = cursor.u32();
  let count = cursor.size();
  let hasWitness = false;
  if (count === 0) {
    hasWitness = cursor.u8() === 1;
    if (!hasWitness) return new Made(version, listOf(), listOf(), cursor.u32());
    count = cursor.size();
  }
  const inputs = buildInputs(cursor, pieces, count);
  const outputs = buildOutputs(cursor, pieces, cursor.size());
  if (hasWitness) for (const input of inputs) input.witness = buildWitness(cursor, pieces, cursor.size());
  return new Made(version, inputs, outputs, cursor.u32());
}

function buildInputs(cursor: Cursor, pieces: Pieces, count: number): TransactionInput[] {
  if (count === 1) return listOf(buildInput(cursor, pieces));
  if (count === 2) return listOf(buildInput(cursor, pieces), buildInput(cursor, pieces));
  const inputs = listOf<TransactionInput>();
  for (let i = 0; i < count; i++) inputs.push(buildInput(cursor, pieces));
  return inputs;
}

function buildInput(cursor: Cursor, pieces: Pieces): TransactionInput {
  const hash = cursor.at;
  cursor.at += 32;
  const previousOutput = new Previous(cursor.u32());
  owe(previousOutput, cursor.source, hash);
  return new Input(previousOutput, cursor.sizedBytes(pieces), cursor.u32());
}

function buildOutputs(cursor: Cursor, pieces: Pieces, count: number): TransactionOutput[] {
  if (count === 1) return listOf(buildOutput(cursor, pieces));
  if (count === 2) return listOf(buildOutput(cursor, pieces), buildOutput(cursor, pieces));
  const outputs = listOf<TransactionOutput>();
  for (let i = 0; i < count; i++) outputs.push(buildOutput(cursor, pieces));
  return outputs;
}

function buildOutput(cursor: Cursor, pieces: Pieces): TransactionOutput {
  return new Output(cursor.i64(), cursor.sizedBytes(pieces));
}

function buildWitness(cursor: Cursor, pieces: Pieces, count: number): Uint8Array[] {
  if (count === 1) return listOf(cursor.sizedBytes(pieces));
  if (count === 2) return listOf(cursor.sizedBytes(pieces), cursor.sizedBytes(pieces));
  const items = listOf<Uint8Array>();
  for (let i = 0; i < count; i++) items.push(cursor.sizedBytes(pieces));
  return items;
}

const Made = plainObjects<[number, TransactionInput[], TransactionOutput[], number], Transaction>(
  function (version, inputs, outputs, lockTime) {
    this.version = version;
    this.inputs = inputs;
    this.outputs = outputs;
    this.lockTime = lockTime;
  },
);
const Input = plainObjects<[OutPoint, Uint8Array, number], TransactionInput>(
  function (previousOutput, script, sequence) {
    this.witness = listOf();
    this.previousOutput = previousOutput;
    this.script = script;
    this.sequence = sequence;
  },
);
const Previous = plainObjects<[number], OutPoint>(function (index) {
  this.hash = '';
  this.index = index;
});
const Output = plainObjects<[bigint, Uint8Array], TransactionOutput>(function (value, script) {
  this.value = value;
  this.script = script;
});
