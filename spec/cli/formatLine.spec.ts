import { describe, expect, it } from '@jest/globals';
import { bitcoin, blockHash, encodeMessage, InventoryType, txid, type Message, type Traffic } from '../../lib/index.js';
import { coloursFor } from '../../lib/cli/colours.js';
import { jsonLine, readableLine } from '../../lib/cli/formatLine.js';
import { SimulatedChain } from '../../lib/simulator.js';

const plain = coloursFor({}, {});
const address = '127.0.0.1:8333';
const one = '1'.repeat(64);
const two = '2'.repeat(64);

function trafficOf(message: Message, direction: Traffic['direction'] = 'received'): Traffic {
  const bytes = encodeMessage(message, { network: bitcoin.regtest });
  const command = message.command === 'unknown' ? message.name : message.command;
  return {
    direction,
    command,
    sizeBytes: bytes.length,
    atMs: 1_700_000_000_123.4,
    message: () => message,
    payload: bytes.subarray(24),
  };
}

const noAddress = { services: 0n, ip: new Uint8Array(16), port: 0 };
const version = { command: 'version', version: 70016, services: 9n, timestamp: 0n, addrRecv: noAddress } as const;
const full = { ...version, addrFrom: noAddress, nonce: 0n, userAgent: '/Satoshi:27.0.0/', startHeight: 12 };
const chain = new SimulatedChain({ network: bitcoin.regtest });
const { block, header } = { block: chain.tip().block!, header: chain.tip().header };
const transaction = block.transactions[0]!;
const ip = Uint8Array.from([...new Uint8Array(10), 255, 255, 1, 2, 3, 4]);
const entry = { time: 0, services: 1n, port: 8333 };

describe('readableLine', () => {
  const cases: [Message, string | RegExp][] = [
    [full, 'version 70016 /Satoshi:27.0.0/ height 12 services network, witness'],
    [version, 'version 70016  height 0 services network, witness'],
    [{ ...full, userAgent: '/\u001b[2J\r/' }, 'version 70016 /\\x1b[2J\\x0d/ height 12 services network, witness'],
    [{ ...version, services: 0n }, 'version 70016  height 0 services none'],
    [
      { ...version, services: 0xffn },
      /services network, getUtxo, bloom, witness, xthin, bitcoinCash, compactFilters, segwit2x$/,
    ],
    [{ ...version, services: 0x1ffn }, /services network, .*, segwit2x, …$/],
    [{ command: 'verack' }, 'verack'],
    [{ command: 'ping', nonce: 255n }, 'ping 0x00000000000000ff'],
    [{ command: 'inv', items: [] }, 'inv 0'],
    [{ command: 'inv', items: [{ type: InventoryType.block, hash: one }] }, `inv 1 block ${one}`],
    [
      { command: 'getdata', items: [1, 0x40000001, 5, 2, 77].map((type) => ({ type, hash: one })) },
      'getdata 2 tx, 1 wtx, 1 block, 1 type 0x4d',
    ],
    [
      { command: 'notfound', items: [90, 91, 92, 93, 94, 95].map((type) => ({ type, hash: one })) },
      /^notfound (1 type 0x5[a-e], ){5}…$/,
    ],
    [{ command: 'headers', headers: [] }, 'headers 0'],
    [{ command: 'headers', headers: [header] }, `headers 1 ${blockHash(header)}`],
    [
      { command: 'headers', headers: [chain.at(1)!.header, header] },
      `headers 2 ${chain.at(1)!.hash} to ${blockHash(header)}`,
    ],
    [{ command: 'getheaders', version: 1, locator: [one, two], stopHash: two }, `getheaders from ${one}`],
    [{ command: 'getblocks', version: 1, locator: [], stopHash: two }, 'getblocks from anywhere'],
    [
      { command: 'block', block },
      new RegExp(`^block ${chain.tip().hash} height 10 ${block.transactions.length} tx \\d+ bytes$`),
    ],
    [{ command: 'block', block: { header, transactions: [] } }, `block ${chain.tip().hash} 0 tx 81 bytes`],
    [{ command: 'tx', transaction }, new RegExp(`^tx ${txid(transaction)} 1 in 2 out \\d+ bytes$`)],
    [{ command: 'addr', addresses: [] }, 'addr 0'],
    [{ command: 'addr', addresses: [{ ...entry, ip }] }, 'addr 1 1.2.3.4:8333'],
    [
      {
        command: 'addrv2',
        addresses: [2, 6].map((networkId) => ({ ...entry, networkId, address: new Uint8Array(16) })),
      },
      'addrv2 2 [::]:8333, …',
    ],
    [
      { command: 'addrv2', addresses: [{ ...entry, networkId: 9, address: Uint8Array.of(1, 2) }] },
      'addrv2 1 network 9 0102 port 8333',
    ],
    [{ command: 'feefilter', feeRate: 1000n }, 'feefilter 1000 sat/kvB'],
    [{ command: 'sendcmpct', announce: true, version: 2n }, 'sendcmpct version 2 announce'],
    [
      { command: 'reject', message: 'tx\u0007', code: 0x10, reason: 'bad\u009b' },
      'reject tx\\x07 code 0x10 "bad\\x9b"',
    ],
    [{ command: 'unknown', name: 'hello', payload: new Uint8Array(3) }, 'hello 3 bytes'],
  ];

  it.each(cases)('summarises %p', (message, expected) => {
    const prefix = '22:13:20.123Z 127.0.0.1:8333 ← ';
    const line = readableLine(address, trafficOf(message), plain);
    expect(line.slice(0, prefix.length)).toBe(prefix);
    const rest = line.slice(prefix.length);
    if (typeof expected === 'string') expect(rest).toBe(expected);
    else expect(rest).toMatch(expected);
  });

  it('marks sent messages, and messages that cannot be decoded', () => {
    expect(readableLine(address, trafficOf({ command: 'verack' }, 'sent'), plain)).toMatch(/ → verack$/);
    const unreadable = { ...trafficOf({ command: 'ping', nonce: 1n }), message: () => undefined };
    expect(readableLine(address, unreadable, plain)).toMatch(/ ← ping cannot be decoded, 8 bytes$/);
  });

  it('uses colours on a terminal, unless NO_COLOR is set', () => {
    const line = (isTTY: boolean, env: Record<string, string>): string =>
      readableLine(address, trafficOf({ command: 'verack' }), coloursFor({ isTTY }, env));
    expect(line(true, {})).toContain('\u001b[1mverack\u001b[22m');
    expect(line(true, { NO_COLOR: '' })).toContain('\u001b[');
    expect(line(true, { NO_COLOR: '1' })).not.toContain('\u001b');
    expect(line(false, {})).not.toContain('\u001b');
  });
});

describe('jsonLine', () => {
  it('contains all fields of the message', () => {
    const line = jsonLine(address, trafficOf({ command: 'unknown', name: 'hello', payload: Uint8Array.of(1, 255) }));
    expect(JSON.parse(line)).toEqual({
      at: '2023-11-14T22:13:20.123Z',
      peer: address,
      direction: 'received',
      command: 'hello',
      sizeBytes: 26,
      message: { command: 'unknown', name: 'hello', payload: '01ff' },
    });
    expect(JSON.parse(jsonLine(address, trafficOf({ command: 'ping', nonce: 2n ** 63n })))).toMatchObject({
      message: { nonce: '9223372036854775808' },
    });
  });

  it('has null for a message that cannot be decoded', () => {
    const undecodable = { ...trafficOf({ command: 'ping', nonce: 1n }), message: () => undefined };
    expect(JSON.parse(jsonLine(address, undecodable))).toMatchObject({
      message: null,
    });
  });
});
