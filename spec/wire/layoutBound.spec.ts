import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError } from '../../lib/base/errors.js';
import { bitcoin, fromHex, layoutOf, type Message, type PayloadField } from '../../lib/wire.js';
import { DEFAULT_MAX_FIELDS } from '../../lib/wire/layoutOf.js';
import { bytes, size } from '../helpers/wire/bytes.js';
import { fixtures, payloadOf } from '../helpers/wire/fixtures.js';
import { expectCover } from '../helpers/wire/payloadFields.js';

const network = bitcoin.regtest;
const HASH = '0'.repeat(64);
const header = { version: 0, prevBlock: HASH, merkleRoot: HASH, timestamp: 0, bits: 0, nonce: 0 };

/** Its fields: version, marker, 2 counts, 5 of each input, 3 of each output, 5 of each witness, lockTime. */
function transactionOf(inputs: number, outputs: number) {
  const script = Uint8Array.of(1);
  const input = { previousOutput: { hash: HASH, index: 0 }, script, sequence: 0, witness: [script, script] };
  const output = { value: 1n, script };
  return { version: 1, inputs: Array(inputs).fill(input), outputs: Array(outputs).fill(output), lockTime: 0 };
}
const transactionFields = (inputs: number, outputs: number): number => 5 + 10 * inputs + 3 * outputs;

function fieldsOf(message: Message, maxFields?: number): PayloadField[] {
  const payload = payloadOf(message, { network });
  const fields = layoutOf(message.command, payload, { network, maxFields });
  expectCover(fields, payload);
  return fields;
}

const cutOf = (fields: readonly PayloadField[]): PayloadField[] => fields.filter(({ role }) => role === 'cut');
const tx: Message = { command: 'tx', transaction: transactionOf(3, 4) };

describe('maxFields', () => {
  it('cuts nothing at the bound, and two fields into one beyond it', () => {
    const count = transactionFields(3, 4);
    const all = fieldsOf(tx, 10_000);
    expect(all).toHaveLength(count);
    expect(fieldsOf(tx, count)).toEqual(all);
    const cut = fieldsOf(tx, count - 1);
    expect(cut).toHaveLength(count - 1);
    const [first, second] = all.slice(-3);
    expect(cut.slice(0, -2)).toEqual(all.slice(0, -3));
    expect(cut.slice(-2)).toEqual([
      {
        path: 'transaction/inputs',
        offset: first!.offset,
        length: first!.length + second!.length,
        kind: 'bytes',
        role: 'cut',
        cutFrom: 'transaction/inputs/2/witness/1',
      },
      all.at(-1),
    ]);
  });

  it('is 20,000 by default', () => {
    const itemsOf = (count: number): Message => ({
      command: 'getblocktxn',
      blockHash: HASH,
      indexes: Array.from({ length: count }, (_, i) => i),
    });
    const atBound = fieldsOf(itemsOf(DEFAULT_MAX_FIELDS - 2));
    expect(atBound).toHaveLength(20_000);
    expect(cutOf(atBound)).toEqual([]);
    const beyond = fieldsOf(itemsOf(DEFAULT_MAX_FIELDS - 1));
    expect(beyond).toHaveLength(20_000);
    expect(cutOf(beyond)).toMatchObject([{ path: 'indexes', length: 2, cutFrom: 'indexes/19997' }]);
  });

  it('makes one field of the remaining items of the outer list', () => {
    const block = { header, transactions: Array(10).fill(transactionOf(1, 1)) };
    const fields = fieldsOf({ command: 'block', block }, 30);
    expect(fields).toHaveLength(30);
    const offset = fields.at(-1)!.offset;
    expect(fields.at(-1)).toEqual({
      path: 'block/transactions',
      offset,
      length: payloadOf({ command: 'block', block }, { network }).length - offset,
      kind: 'bytes',
      role: 'cut',
      cutFrom: 'block/transactions/1/inputs/0/previousOutput/index',
    });
  });

  it('keeps the fields after a list', () => {
    const hashes = Array<string>(100).fill(HASH);
    const message: Message = { command: 'merkleblock', header, totalTransactions: 1, hashes, flags: Uint8Array.of(7) };
    for (const maxFields of [11, 12, 50, 109]) {
      const fields = fieldsOf(message, maxFields);
      expect(fields).toHaveLength(maxFields);
      expect(fields.slice(-3)).toMatchObject([
        { path: 'hashes', role: 'cut', cutFrom: `hashes/${maxFields - 11}` },
        { path: 'flags', role: 'length', length: 1 },
        { path: 'flags', role: 'value', length: 1 },
      ]);
    }
    expect(cutOf(fieldsOf(message, 110))).toEqual([]);
  });

  it('cuts each of several lists', () => {
    const prefilled = { index: 0, transaction: transactionOf(1, 1) };
    const message: Message = {
      ...{ command: 'cmpctblock', header, nonce: 0n },
      ...{ shortIds: Array<number>(50).fill(1), prefilledTransactions: [prefilled] },
    };
    const fields = fieldsOf(message, 20);
    expect(fields).toHaveLength(20);
    expect(cutOf(fields).map(({ path }) => path)).toEqual(['shortIds', 'prefilledTransactions']);
    expect(fields.filter(({ role }) => role === 'count').map(({ path }) => path)).toEqual([
      'shortIds',
      'prefilledTransactions',
    ]);
  });

  it('keeps the bytes left over apart', () => {
    const payload = bytes(size(100), new Uint8Array(3600), 'abcd');
    const fields = layoutOf('inv', payload, { network, maxFields: 5 });
    expect(fields.map(({ role, length }) => [role, length])).toEqual([
      ['count', 1],
      ['value', 4],
      ['value', 32],
      ['cut', 3564],
      ['leftover', 2],
    ]);
  });

  it('makes one field of everything that does not fit, if no list has two fields', () => {
    const message: Message = { command: 'feefilter', feeRate: 1n };
    expect(cutOf(fieldsOf(message, 1))).toEqual([]);
    const getcfilters = { command: 'getcfilters', filterType: 0, startHeight: 1, stopHash: HASH } as const;
    expect(fieldsOf(getcfilters, 2)).toEqual([
      { path: 'filterType', offset: 0, length: 1, kind: 'u8', role: 'value' },
      { path: '', offset: 1, length: 36, kind: 'bytes', role: 'cut', cutFrom: 'startHeight' },
    ]);
    expect(fieldsOf(tx, 1)).toMatchObject([{ path: '', offset: 0, role: 'cut', cutFrom: 'transaction/version' }]);
  });

  it('holds for every message, and uncut fields stay as they are', () => {
    for (const { command, payload, protocolVersion, ...rest } of fixtures) {
      const options = { network: rest.network, protocolVersion };
      const all = layoutOf(command, payload, { ...options, maxFields: 1_000_000 });
      const known = new Set(all.map((field) => JSON.stringify(field)));
      const step = Math.ceil(all.length / 20);
      for (let maxFields = 1; maxFields <= all.length; maxFields += step) {
        const fields = layoutOf(command, payload, { ...options, maxFields });
        expectCover(fields, payload);
        expect(fields).toHaveLength(maxFields);
        for (const field of fields) if (field.role !== 'cut') expect(known.has(JSON.stringify(field))).toBe(true);
        expect(cutOf(fields).length > 0).toBe(maxFields < all.length);
      }
    }
  });

  it('must be a positive integer', () => {
    for (const maxFields of [0, -1, 1.5, NaN, Infinity, '5' as unknown as number]) {
      const act = (): unknown => layoutOf('ping', fromHex('00'.repeat(8)), { network, maxFields });
      expect(act).toThrow(LocalProtocolError);
      expect(act).toThrow('maxFields');
    }
  });
});
