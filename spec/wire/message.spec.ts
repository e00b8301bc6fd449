import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bytes, paddedBuffer } from '../helpers/wire/bytes.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';

const network = bitcoin.mainnet;
const ping: Message = { command: 'ping', nonce: 1n };
// The magic, "ping", 8, the checksum by Python's hashlib, the nonce.
const frame = bytes('f9beb4d9 70696e670000000000000000 08000000 08533f6b 0100000000000000');

describe('encodeMessage and decodeMessage', () => {
  it('are a whole frame', () => {
    const encoded = encodeMessage(ping, { network });
    expect(toHex(encoded)).toBe(toHex(frame));
    expect(decodeMessage(encoded, { network })).toStrictEqual(ping);
  });

  it('refuse what is not exactly one frame', () => {
    const whole = encodeMessage(ping, { network });
    for (const length of [0, 3, 23, 24, whole.length - 1]) {
      const cut = whole.subarray(0, length);
      expect(faultOf(() => decodeMessage(cut, { network }))).toStrictEqual(remote('TRUNCATED'));
    }
    expect(faultOf(() => decodeMessage(bytes(whole, 0), { network }))).toStrictEqual(remote('LEFTOVER'));
    expect(decodeMessage(bytes(whole, 0), { network, allowLeftover: true })).toStrictEqual(ping);
    const damaged = whole.slice();
    damaged[30]! ^= 1;
    expect(faultOf(() => decodeMessage(damaged, { network }))).toStrictEqual(remote('BAD_CHECKSUM'));
    expect(faultOf(() => decodeMessage(whole, { network: bitcoin.regtest }))).toStrictEqual(remote('WRONG_MAGIC'));
  });

  it('say how many bytes are left', () => {
    const long = bytes('0100000000000000', 0, 0);
    const counts: number[] = [];
    const options = { network };
    expect(decodeFrame({ command: 'ping', payload: long }, options, (count) => counts.push(count))).toStrictEqual(ping);
    expect(decodeFrame({ command: 'ping', payload: long }, options)).toStrictEqual(ping);
    expect(counts).toEqual([2]);
  });

  it('take an undefined protocol version for the default', () => {
    const options = { network, protocolVersion: undefined, witness: undefined };
    expect(decodeMessage(encodeMessage(ping, options), options)).toStrictEqual(ping);
  });

  it('refuse commands that no network has, and values of the wrong kind, by path', () => {
    const refusal = (message: object) => faultOf(() => encodeMessage(message as Message, { network }));
    expect(refusal({ command: 'nonsense' })).toStrictEqual(local('UNKNOWN_COMMAND'));
    expect(refusal({ command: 'ping', nonce: 1 })).toStrictEqual(local('INVALID_VALUE', 'nonce'));
    expect(refusal({ command: 'ping' })).toStrictEqual(local('INVALID_VALUE', 'nonce'));
    expect(refusal({ command: 'inv', items: [{ type: 1, hash: 'ab' }] })).toStrictEqual(
      local('INVALID_VALUE', 'items/0/hash'),
    );
    expect(refusal({ command: 'inv' })).toStrictEqual(local('INVALID_VALUE', 'items'));
  });

  it('put the claim trie where the network has one', () => {
    const zero = '0'.repeat(64);
    const header = { version: 1, prevBlock: zero, merkleRoot: zero, timestamp: 0, bits: 0, nonce: 0 };
    const message: Message = { command: 'headers', headers: [header] };
    expect(encodeMessage(message, { network })).toHaveLength(24 + 1 + 81);
    expect(faultOf(() => encodeMessage(message as never, { network: lbry.mainnet }))).toStrictEqual(
      local('INVALID_VALUE', 'headers/0/claimTrie'),
    );
  });
});

describe('unknown messages', () => {
  const payload = Uint8Array.of(1, 2, 3);
  const unknown: Message = { command: 'unknown', name: 'nonsense', payload };

  it('come as they are, with bytes of their own', () => {
    const source = paddedBuffer(encodeMessage(unknown, { network }));
    const decoded = decodeMessage(source, { network });
    source.fill(0);
    expect(decoded).toStrictEqual(unknown);
    expect((decoded as typeof unknown).payload.constructor).toBe(Uint8Array);
  });

  it('may be named unknown, or like a property of every object', () => {
    for (const name of ['unknown', '__proto__', 'constructor', 'toString']) {
      const message: Message = { command: 'unknown', name, payload };
      expect(decodeMessage(encodeMessage(message, { network }), { network })).toStrictEqual(message);
    }
  });

  it('are never left over', () => {
    expect(decodeMessage(encodeMessage(unknown, { network }), { network })).toStrictEqual(unknown);
  });

  it('must be such that a header can carry them', () => {
    const refusal = (message: object) => faultOf(() => encodeMessage(message as Message, { network }));
    expect(refusal({ command: 'unknown', name: '', payload })).toStrictEqual(local('INVALID_VALUE'));
    expect(refusal({ command: 'unknown', name: 'thirteen char', payload })).toStrictEqual(local('INVALID_VALUE'));
    expect(refusal({ command: 'unknown', name: 'a', payload: [1] })).toStrictEqual(local('INVALID_VALUE'));
  });
});
