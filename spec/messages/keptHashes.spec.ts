import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';

/** The bytes that a kept hash may keep in memory: its own 80, or a string that two hashes of an inv share. */
const MAX_BYTES = 200;
/** The same for a hash of a headers message: the hashes of eight headers share a string (lib/fast/fastHeaders.ts). */
const MAX_HEADERS_BYTES = 2000;
/** The same for a hash of an input of a block: the hashes of eight inputs share a string (lib/fast/blockHashes.ts). */
const MAX_BLOCK_BYTES = 900;
const COUNT = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let next = 0;
const hash = (): string => (next++).toString(16).padStart(64, 'f');
const script = new Uint8Array(25).fill(1);
const item = () => ({ type: 1, hash: hash() });
const input = () => ({ previousOutput: { hash: hash(), index: 0 }, script, sequence: 0, witness: [script] });
const header = () => ({ version: 1, prevBlock: hash(), merkleRoot: hash(), timestamp: 0, bits: 0, nonce: 0 });
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const transaction = () => ({ version: 1, inputs: times(3, input), outputs: [{ value: 1n, script }], lockTime: 0 });

interface Case {
  title: string;
  network?: Network;
  make: () => Message;
  hashOf: (message: Message) => string;
  /** Default MAX_BYTES. */
  maxBytes?: number;
}

const itemHash =
  (index: number) =>
  (message: Message): string =>
    'items' in message ? message.items[index]!.hash : '';

const cases: Case[] = [
  { title: 'inv of 1', make: () => ({ command: 'inv', items: [item()] }), hashOf: itemHash(0) },
  { title: 'inv of 16', make: () => ({ command: 'inv', items: times(16, item) }), hashOf: itemHash(7) },
  { title: 'inv of 100', make: () => ({ command: 'inv', items: times(100, item) }), hashOf: itemHash(70) },
  { title: 'getdata of 16', make: () => ({ command: 'getdata', items: times(16, item) }), hashOf: itemHash(15) },
  {
    title: 'tx',
    make: () => ({ command: 'tx', transaction: transaction() }),
    hashOf: (message) => (message.command === 'tx' ? message.transaction.inputs[1]!.previousOutput.hash : ''),
  },
  {
    title: 'block',
    maxBytes: MAX_BLOCK_BYTES,
    make: () => ({ command: 'block', block: { header: header(), transactions: times(6, transaction) } }),
    hashOf: (message) =>
      message.command === 'block' ? message.block.transactions[3]!.inputs[2]!.previousOutput.hash : '',
  },
  {
    title: 'headers',
    maxBytes: MAX_HEADERS_BYTES,
    make: () => ({ command: 'headers', headers: times(16, header) }),
    hashOf: (message) => (message.command === 'headers' ? message.headers[9]!.prevBlock : ''),
  },
  {
    title: 'headers of LBRY',
    maxBytes: MAX_HEADERS_BYTES,
    network: lbry.regtest,
    make: () => ({ command: 'headers', headers: times(16, () => ({ ...header(), claimTrie: hash() })) }),
    hashOf: (message) => (message.command === 'headers' ? message.headers[9]!.merkleRoot : ''),
  },
  {
    title: 'getheaders',
    make: () => ({ command: 'getheaders', version: 1, locator: times(20, hash), stopHash: hash() }),
    hashOf: (message) => (message.command === 'getheaders' ? message.locator[9]! : ''),
  },
];

describe('the memory that one kept hash keeps alive', () => {
  it.each(cases.map((each) => [each.title, each] as const))('of %s is bounded', (_, each) => {
    const { network = bitcoin.regtest, make, hashOf, maxBytes = MAX_BYTES } = each;
    const bytes = encodeMessage(make(), { network });
    const decodedHash = (): string => hashOf(decodeMessage(bytes, { network }));
    const kept = new Array<string>(COUNT).fill('');
    // The first round compiles the code, so that the second counts hashes only.
    for (let i = 0; i < COUNT; i++) kept[i] = decodedHash();
    kept.fill('');
    const before = usedBytes();
    for (let i = 0; i < COUNT; i++) kept[i] = decodedHash();
    const bytesPerHash = (usedBytes() - before) / COUNT;
    expect(kept.every((each) => each.length === 64)).toBe(true);
    expect(bytesPerHash).toBeLessThanOrEqual(maxBytes);
  });
});

function usedBytes(): number {
  for (let i = 0; i < 3; i++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
