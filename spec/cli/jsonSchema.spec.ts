import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import fc, { type Arbitrary } from 'fast-check';
import { jsonLine } from '../../lib/cli/formatLine.js';
import { bitcoin, blockHash, lbry, txid, wtxid, type Message, type Network, type Traffic } from '../../lib/index.js';
import { SimulatedChain } from '../../lib/simulator.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';
import { decodeFixture, fixtures } from '../helpers/wire/fixtures.js';

const schema = JSON.parse(readFileSync(new URL('../../lib/cli/json.schema.json', import.meta.url), 'utf8')) as {
  definitions: Record<string, unknown>;
};
const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile(schema);

function lineOf(message: Message | undefined, rest: Partial<Traffic> = {}, monitor?: string): Record<string, unknown> {
  const traffic: Traffic = {
    direction: 'received',
    command: message?.command === 'unknown' ? message.name : (message?.command ?? 'ping'),
    sizeBytes: 24,
    atMs: 1_700_000_000_123,
    payload: new Uint8Array(),
    message: () => message,
    ...rest,
  };
  return JSON.parse(jsonLine('127.0.0.1:8333', traffic, monitor)) as Record<string, unknown>;
}

const messageOf = (message: Message) => lineOf(message)['message'];

function errorsOf(line: unknown): unknown {
  return validate(line) === true ? [] : { errors: validate.errors?.slice(0, 5), line };
}

describe('the JSON Schema of --json', () => {
  it('has a definition for every command of every network, and for no other', () => {
    const commands = new Set([bitcoin.mainnet, lbry.mainnet].flatMap(({ messages }) => [...messages.keys()]));
    const described = Object.keys(schema.definitions).filter((name) => name.startsWith('message-'));
    expect(described.sort()).toEqual([...commands, 'unknown'].map((command) => `message-${command}`).sort());
  });

  it.each(fixtures.map((fixture) => [fixture.title, fixture] as const))('accepts %s', (_, fixture) => {
    expect(errorsOf(lineOf(decodeFixture(fixture)))).toEqual([]);
  });

  describe.each<[Network, Record<string, Arbitrary<Message>>]>([
    [bitcoin.regtest, bitcoinMessages()],
    [lbry.regtest, lbryMessages()],
  ])('any message (%#)', (_, messages) => {
    it.each(Object.keys(messages))('%s', (command) => {
      const property = fc.property(messages[command]!, (message) => {
        expect(errorsOf(lineOf(message))).toEqual([]);
      });
      fc.assert(property, { numRuns: 50 });
    });
  });

  it('accepts sent messages, messages that cannot be decoded, and a time outside the range of Date', () => {
    expect(errorsOf(lineOf({ command: 'verack' }, { direction: 'sent' }))).toEqual([]);
    expect(errorsOf(lineOf(undefined))).toEqual([]);
    expect(errorsOf(lineOf(undefined, {}, 'berlin'))).toEqual([]);
    const line = lineOf(undefined, { atMs: 8.64e15 + 1 });
    expect([line['at'], line['message'], errorsOf(line)]).toEqual([null, null, []]);
  });

  it('rejects lines of another form', () => {
    const line = lineOf({ command: 'ping', nonce: 1n });
    for (const wrong of [
      { ...line, at: 1 },
      { ...line, further: 1 },
      { ...line, direction: 'in' },
      { ...line, message: { command: 'ping', nonce: 1 } },
      { ...line, message: { command: 'ping', further: 1 } },
      { ...line, message: { command: 'other' } },
      { ...line, message: { command: 'pong' } },
    ]) {
      expect(validate(wrong)).toBe(false);
    }
  });
});

describe('--json', () => {
  const hash = '1'.repeat(64);
  const chain = new SimulatedChain({ network: bitcoin.regtest });
  const block = chain.tip().block!;
  const transaction = block.transactions[0]!;
  const ip = Uint8Array.from([...new Uint8Array(10), 255, 255, 1, 2, 3, 4]);

  it('contains the hashes of blocks, headers and transactions', () => {
    const ids = { txid: txid(transaction), wtxid: wtxid(transaction) };
    expect(ids.txid).not.toBe(ids.wtxid);
    expect(messageOf({ command: 'tx', transaction })).toMatchObject({ transaction: ids });
    expect(messageOf({ command: 'block', block: { ...block, transactions: [transaction] } })).toMatchObject({
      block: { header: { hash: blockHash(block.header) }, transactions: [ids] },
    });
    expect(messageOf({ command: 'headers', headers: [block.header] })).toMatchObject({
      headers: [{ hash: chain.tip().hash, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.000Z$/) }],
    });
    expect(messageOf({ command: 'blocktxn', blockHash: hash, transactions: [transaction] })).toMatchObject({
      transactions: [ids],
    });
  });

  it('contains the names of inventory types', () => {
    const items = [1, 0x4000_0002, 5, 77].map((type) => ({ type, hash }));
    expect(messageOf({ command: 'inv', items })).toEqual({
      command: 'inv',
      items: [
        { type: 1, typeName: 'transaction', hash },
        { type: 0x4000_0002, typeName: 'witnessBlock', hash },
        { type: 5, typeName: 'witnessTransactionId', hash },
        { type: 77, typeName: 'unknown', hash },
      ],
    });
  });

  it('contains addresses as text, services by name, and times as ISO 8601', () => {
    const entry = { time: 1_700_000_000, services: 9n, port: 8333 };
    const readable = {
      time: '2023-11-14T22:13:20.000Z',
      services: '9',
      serviceNames: ['network', 'witness'],
      port: 8333,
    };
    expect(messageOf({ command: 'addr', addresses: [{ ...entry, ip }] })).toEqual({
      command: 'addr',
      addresses: [{ ...readable, ip: '1.2.3.4' }],
    });
    const addresses = [
      { ...entry, networkId: 1, address: Uint8Array.of(1, 2, 3, 4) },
      { ...entry, networkId: 9, address: Uint8Array.of(1, 2) },
    ];
    expect(messageOf({ command: 'addrv2', addresses })).toEqual({
      command: 'addrv2',
      addresses: [
        { ...readable, networkId: 1, networkName: 'ipv4', address: '1.2.3.4' },
        { ...readable, networkId: 9, networkName: 'unknown', address: '0102' },
      ],
    });
  });

  it('writes a time outside the range of Date as decimal seconds', () => {
    const nowhere = { services: 0n, ip: new Uint8Array(16), port: 0 };
    const version = { command: 'version', version: 70016, services: 1n << 24n, addrRecv: nowhere } as const;
    const timeOf = (timestamp: bigint) => messageOf({ ...version, timestamp });
    expect(timeOf(1_700_000_000n)).toMatchObject({ timestamp: '2023-11-14T22:13:20.000Z', serviceNames: ['utreexo?'] });
    expect(timeOf(8_640_000_000_000n)).toMatchObject({ timestamp: '+275760-09-13T00:00:00.000Z' });
    expect(timeOf(8_640_000_000_001n)).toMatchObject({ timestamp: '8640000000001' });
    expect(timeOf(-(2n ** 63n))).toMatchObject({ timestamp: '-9223372036854775808' });
    expect(timeOf(0n)).toMatchObject({ addrRecv: { ip: '::', serviceNames: [] } });
  });
});
