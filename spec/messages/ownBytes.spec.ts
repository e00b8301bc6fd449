import { describe, expect, it } from '@jest/globals';
import { markOwn } from '../../lib/codec/ownBytes.js';
import { Reader } from '../../lib/codec/reader.js';
import type { TxMessage } from '../../lib/messages/transaction.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { transaction } from '../helpers/peer/messages.js';

const network = bitcoin.regtest;
const outputs = [1, 2, 3].map((n) => ({ value: BigInt(n), script: new Uint8Array(1000).fill(n) }));
const payload = encodeMessage({ command: 'tx', transaction: { ...transaction(1), outputs } }, { network }).subarray(24);

/** Whether a script of the transaction is a window on the buffer that it was read from. */
function keepsBuffer(bytes: Uint8Array): boolean {
  const message = network.messages.get('tx')!.body.readInto(new Reader(bytes, 70_016), { command: 'tx' }) as TxMessage;
  return message.transaction.outputs[0]!.script.buffer === bytes.buffer;
}

function withLeftover(leftoverBytes: number): Uint8Array {
  const bytes = new Uint8Array(payload.length + leftoverBytes);
  bytes.set(payload);
  return bytes;
}

describe('a lazy message in a buffer of its own', () => {
  it.each([
    ['nothing else', 0, true],
    ['one byte less than as much again', payload.length - 1, true],
    ['as much again', payload.length, false],
  ])('that holds %s', (_, leftoverBytes, isKept) => {
    const bytes = withLeftover(leftoverBytes);
    markOwn(bytes);
    expect(keepsBuffer(bytes)).toBe(isKept);
  });

  it('is copied where the buffer is not its own', () => {
    expect(keepsBuffer(withLeftover(0))).toBe(false);
  });
});
