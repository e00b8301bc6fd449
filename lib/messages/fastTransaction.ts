import { MAX_COMPACT_SIZE } from '../bytes/compactSize.js';
import type { Cursor } from '../bytes/cursor.js';
import type { FastLayout } from './lazily.js';
import type { MessageLimits } from './limits.js';
import type { Transaction, TransactionInput, TransactionOutput } from './transaction.js';

/** What `transactionOf(limits)` reads. */
export function fastTransaction(limits: MessageLimits): FastLayout<Transaction> {
  return { skim: (cursor) => skimTransaction(cursor, limits), build: buildTransaction };
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

export function buildTransaction(cursor: Cursor): Transaction {
  const version = cursor.u32();
  const inputs: TransactionInput[] = [];
  const outputs: TransactionOutput[] = [];
  let count = cursor.size();
  let hasWitness = false;
  if (count === 0) {
    hasWitness = cursor.u8() === 1;
    if (!hasWitness) return { version, inputs, outputs, lockTime: cursor.u32() };
    count = cursor.size();
  }
  for (; count > 0; count--) {
    inputs.push({
      witness: [],
      previousOutput: { hash: cursor.hash(), index: cursor.u32() },
      script: cursor.sizedBytes(),
      sequence: cursor.u32(),
    });
  }
  for (count = cursor.size(); count > 0; count--) {
    outputs.push({ value: cursor.i64(), script: cursor.sizedBytes() });
  }
  if (hasWitness) {
    for (const { witness } of inputs) {
      for (count = cursor.size(); count > 0; count--) witness.push(cursor.sizedBytes());
    }
  }
  return { version, inputs, outputs, lockTime: cursor.u32() };
}
