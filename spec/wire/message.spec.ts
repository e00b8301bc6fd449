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
  it('convert a message to a frame with header and back', () => {
    const encoded = encodeMessage(ping, { network });
    expect(toHex(encoded)).toBe(toHex(frame));
    expect(decodeMessage(encoded, { network })).toStrictEqual(ping);
  });

  it('refuse bytes that are not exactly one frame', () => {
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

  it('report the number of left-over bytes', () => {
    const long = bytes('0100000000000000', 0, 0);
    const counts: number[] = [];
    const options = { network };
    expect(decodeFrame({ command: 'ping', payload: long }, options, (count) => counts.push(count))).toStrictEqual(ping);
    expect(decodeFrame({ command: 'ping', payload: long }, options)).toStrictEqual(ping);
    expect(counts).toEqual([2]);
  });

  it('use the default for an undefined protocol version', () => {
    const options = { network, protocolVersion: undefined, witness: undefined };
    expect(decodeMessage(encodeMessage(ping, options), options)).toStrictEqual(ping);
  });

  it('refuse unknown commands and values of the wrong type, with the path', () => {
    const refusal = (message: object) => faultOf(() => encodeMessage(message as Message, { network }));
    expect(refusal({ command: 'notacommand' })).toStrictEqual(local('UNKNOWN_COMMAND'));
    expect(refusal({ command: 'ping', nonce: 1 })).toStrictEqual(local('INVALID_VALUE', 'nonce'));
    expect(refusal({ command: 'ping' })).toStrictEqual(local('INVALID_VALUE', 'nonce'));
    expect(refusal({ command: 'inv', items: [{ type: 1, hash: 'ab' }] })).toStrictEqual(
      local('INVALID_VALUE', 'items/0/hash'),
    );
    expect(refusal({ command: 'inv' })).toStrictEqual(local('INVALID_VALUE', 'items'));
  });

  it('encode the claim trie only for LBRY', () => {
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
  const unknown: Message = { command: 'unknown', name: 'notacommand', payload };

  it('have their own copy of the payload', () => {
    const source = paddedBuffer(encodeMessage(unknown, { network }));
    const decoded = decodeMessage(source, { network });
    source.fill(0);
    expect(decoded).toStrictEqual(unknown);
    expect((decoded as typeof unknown).payload.constructor).toBe(Uint8Array);
  });

  it('may be named "unknown" or like a property of Object', () => {
    for (const name of ['unknown', '__proto__', 'constructor', 'toString']) {
      const message: Message = { command: 'unknown', name, payload };
      expect(decodeMessage(encodeMessage(message, { network }), { network })).toStrictEqual(message);
    }
  });

  it('have no left-over bytes', () => {
    expect(decodeMessage(encodeMessage(unknown, { network }), { network })).toStrictEqual(unknown);
  });

  it('must have a valid command and payload size', () => {
    const refusal = (message: object) => faultOf(() => encodeMessage(message as Message, { network }));
    expect(refusal({ command: 'unknown', name: '', payload })).toStrictEqual(local('INVALID_VALUE'));
    expect(refusal({ command: 'unknown', name: 'thirteen char', payload })).toStrictEqual(local('INVALID_VALUE'));
    expect(refusal({ command: 'unknown', name: 'a', payload: [1] })).toStrictEqual(local('INVALID_VALUE'));
  });
});
