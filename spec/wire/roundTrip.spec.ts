import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { LocalProtocolError } from '../../lib/base/errors.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';

/** The versions before and after each change of a layout, and the newest version of each network. */
const PROTOCOL_VERSIONS = [0, 31_401, 31_402, 60_000, 60_001, 70_001, 70_013, 70_016, 70_017];

/** Values that a caller may pass by mistake; some are valid in some fields. */
const ODD_VALUES: readonly unknown[] = [
  ...[
    undefined,
    null,
    true,
    {},
    [],
    [[]],
    [{}],
    NaN,
    Infinity,
    -1,
    0,
    1.5,
    0xff,
    0x1_0000,
    0xffff_ffff,
    2 ** 32,
    2 ** 53,
  ],
  ...['', 'x', '\ud800', '\udc80', 'x'.repeat(257), '0'.repeat(64), 'F'.repeat(64)],
  ...[0n, -1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n],
  ...[new Uint8Array(0), new Uint8Array(1), new Uint8Array(33), new Uint8Array(521), [new Uint8Array(0)]],
];

describe.each<[Network, Record<string, Arbitrary<Message>>]>([
  [bitcoin.mainnet, bitcoinMessages()],
  [lbry.mainnet, lbryMessages()],
])('an encoded message can be decoded (%#)', (network, messages) => {
  it.each(Object.keys(messages))('%s, with a wrong value in any field, at any protocol version', (command) => {
    const oddMessage = fc.tuple(messages[command]!, fc.nat(), fc.constantFrom(...ODD_VALUES)).map(withOddValue);
    const property = fc.property(oddMessage, fc.constantFrom(...PROTOCOL_VERSIONS), (message, protocolVersion) => {
      let bytes: Uint8Array;
      try {
        bytes = encodeMessage(message, { network, protocolVersion });
      } catch (error) {
        if (error instanceof LocalProtocolError) return;
        throw error;
      }
      expect(decodeMessage(bytes, { network, protocolVersion })).toEqual(spoken(message, protocolVersion));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('a transaction without inputs', () => {
  const output = { value: 1n, script: new Uint8Array(0) };
  const without = (count: number) => ({ version: 1, inputs: [], outputs: Array(count).fill(output), lockTime: 0 });
  const header = { version: 1, prevBlock: '0'.repeat(64), merkleRoot: '0'.repeat(64), timestamp: 0, bits: 0, nonce: 0 };
  const hash = '0'.repeat(64);

  it.each<[string, string, (transaction: ReturnType<typeof without>) => Message]>([
    ['tx', 'transaction/inputs', (transaction) => ({ command: 'tx', transaction })],
    ['block', 'block/transactions/0/inputs', (each) => ({ command: 'block', block: { header, transactions: [each] } })],
    ['blocktxn', 'transactions/0/inputs', (each) => ({ command: 'blocktxn', blockHash: hash, transactions: [each] })],
    [
      'cmpctblock',
      'prefilledTransactions/0/inputs',
      (transaction) => ({
        ...{ command: 'cmpctblock', header, nonce: 0n, shortIds: [] },
        prefilledTransactions: [{ index: 0, transaction }],
      }),
    ],
  ])('is refused in %s if it has outputs, with and without witness', (_, path, messageOf) => {
    for (const witness of [true, false]) {
      for (const count of [1, 2, 253]) {
        const encode = () => encodeMessage(messageOf(without(count)), { network: bitcoin.regtest, witness });
        expect(encode).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', path }));
      }
      const message = messageOf(without(0));
      const bytes = encodeMessage(message, { network: bitcoin.regtest, witness });
      expect(decodeMessage(bytes, { network: bitcoin.regtest })).toStrictEqual(message);
    }
  });
});

/** The message with this value in place of a field or list item at any depth. */
function withOddValue([original, choice, value]: [Message, number, unknown]): Message {
  const message = copyOf(original);
  const places = placesIn(message);
  if (places.length === 0) return message;
  const { parent, key } = places[choice % places.length]!;
  (parent as Record<string, unknown>)[key] = value;
  return message;
}

/** A deep copy, because shrinking starts from the original again. */
function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)])) as T;
}

function placesIn(value: unknown): { parent: object; key: string }[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value)
    .filter(([key]) => key !== 'command')
    .flatMap(([key, inner]) => [{ parent: value, key }, ...placesIn(inner)]);
}

/** The message without the fields that this protocol version does not have. */
function spoken(message: Message, protocolVersion: number): unknown {
  if (message.command === 'ping' && protocolVersion <= 60_000) return { command: 'ping' };
  if (message.command !== 'addr' || protocolVersion >= 31_402) return message;
  const addresses = message.addresses.map(({ services, ip, port }) => ({ services, ip, port }));
  return { command: 'addr', addresses };
}
