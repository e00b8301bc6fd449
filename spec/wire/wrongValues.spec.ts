import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { faultOf, local } from '../helpers/wire/fault.js';

const hash = '0'.repeat(64);
const transaction = { version: 1, inputs: [] as unknown[], outputs: [], lockTime: 0 };
const input = { previousOutput: { hash, index: 0 }, script: new Uint8Array(0), sequence: 0 };
const header = { version: 0, prevBlock: hash, merkleRoot: hash, timestamp: 0, bits: 0, nonce: 0 };
const cmpctblock = { command: 'cmpctblock', header, nonce: 0n, shortIds: [] };

/** Values that a caller without type checks may pass: each is refused with its path, not by a TypeError. */
const CASES: [message: object, path: string][] = [
  [{ command: 'tx' }, 'transaction'],
  [{ command: 'tx', transaction: null }, 'transaction'],
  [{ command: 'tx', transaction: { ...transaction, inputs: undefined } }, 'transaction/inputs'],
  [{ command: 'tx', transaction: { ...transaction, inputs: [null] } }, 'transaction/inputs/0'],
  [{ command: 'tx', transaction: { ...transaction, inputs: [input] } }, 'transaction/inputs/0/witness'],
  [{ command: 'blocktxn', blockHash: hash, transactions: [undefined] }, 'transactions/0'],
  [{ command: 'getblocktxn', blockHash: hash }, 'indexes'],
  [cmpctblock, 'prefilledTransactions'],
  [{ ...cmpctblock, prefilledTransactions: [null] }, 'prefilledTransactions/0'],
  [{ command: 'headers', headers: [null] }, 'headers/0'],
  [{ command: 'addr', addresses: [undefined] }, 'addresses/0'],
  [{ command: 'unknown', name: 5, payload: new Uint8Array(0) }, ''],
];

describe('values of the wrong type', () => {
  it.each(CASES)('%# are refused at %p', (message, path) => {
    const step = (): unknown => encodeMessage(message as Message, { network: bitcoin.regtest });
    expect(faultOf(step)).toStrictEqual(local('INVALID_VALUE', path));
  });
});
