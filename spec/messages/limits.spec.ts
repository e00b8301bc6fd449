import { describe, expect, it } from '@jest/globals';
import { FrameDecoder } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bytes, size } from '../helpers/wire/bytes.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';
import { payloadOf } from '../helpers/wire/fixtures.js';
import { limitCases, witnessPayload } from '../helpers/wire/limitCases.js';

const network = bitcoin.regtest;
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const decode = (command: string, payload: Uint8Array, on: Network = network): unknown =>
  decodeFrame({ command, payload }, { network: on });

describe.each(limitCases.map((each) => [each.title, each] as const))('the limit of %s', (_, each) => {
  const { limit, path, message, payload, excessCode = 'LIMIT_EXCEEDED' } = each;
  const options = { network: each.network };

  it(`is ${limit}, for decoding and encoding`, () => {
    const atLimit = message(limit);
    const frame = { command: atLimit.command, payload: payload(limit) };
    const decoded = decodeFrame(frame, options);
    // Not toEqual, which takes a minute for such payloads.
    expect(Buffer.compare(payloadOf(decoded, options), frame.payload)).toBe(0);
    expect(Buffer.compare(payloadOf(atLimit, options), frame.payload)).toBe(0);
  });

  it('is exceeded by one more', () => {
    const above = message(limit + 1);
    const frame = { command: above.command, payload: payload(limit + 1) };
    expect(faultOf(() => decodeFrame(frame, options))).toStrictEqual(remote(excessCode, path));
    expect(faultOf(() => encodeMessage(above, options))).toStrictEqual(local('LIMIT_EXCEEDED', path));
  });
});

describe('limits that only encoded bytes can exceed', () => {
  it('the transaction count of a header in headers is ignored on Bitcoin, as by Bitcoin Core', () => {
    const header = Uint8Array.from({ length: 80 }, (_, i) => i);
    for (const count of [bytes(0), bytes(3), size(70_000)]) {
      const decoded = decode('headers', bytes(2, header, count, header, 0)) as { headers: unknown[] };
      expect(decoded.headers).toHaveLength(2);
      expect(decoded.headers[0]).toStrictEqual(decoded.headers[1]);
    }
    const overlong = bytes(1, header, 'fd0300');
    expect(faultOf(() => decode('headers', overlong))).toStrictEqual(remote('NON_CANONICAL', 'headers/0'));
  });

  it('the transaction count of a header in headers must be 0 on LBRY, as for lbcd', () => {
    const payload = bytes(2, zeros(113), zeros(112), 3);
    expect(faultOf(() => decode('headers', payload, lbry.regtest))).toStrictEqual(remote('INVALID_VALUE', 'headers/1'));
  });

  it('an addrv2 address has the length of its network', () => {
    const entry = (networkId: number, length: number) =>
      bytes(1, zeros(4), 0, networkId, length, zeros(length), '0000');
    const lengths = new Map([
      [1, 4],
      [2, 16],
      [4, 32],
      [5, 32],
      [6, 16],
    ]);
    for (const [networkId, length] of lengths) {
      expect(decode('addrv2', entry(networkId, length))).toHaveProperty('addresses.length', 1);
      for (const wrong of [length - 1, length + 1]) {
        const expected = remote('INVALID_VALUE', 'addresses/0');
        expect(faultOf(() => decode('addrv2', entry(networkId, wrong)))).toStrictEqual(expected);
      }
    }
    // Tor v2, and an unknown network.
    for (const networkId of [0, 3, 7, 255]) {
      expect(decode('addrv2', entry(networkId, 10))).toHaveProperty('addresses.length', 1);
    }
  });

  it('an index in a block has 16 bits, and 65535 is refused', () => {
    const last = bytes(zeros(32), 2, 'fdfdff', 0);
    expect(decode('getblocktxn', last)).toMatchObject({ indexes: [65_533, 65_534] });
    const above = bytes(zeros(32), 2, 'fdfdff', 1);
    expect(faultOf(() => decode('getblocktxn', above))).toStrictEqual(remote('LIMIT_EXCEEDED', 'indexes/1'));
    const message: Message = { command: 'getblocktxn', blockHash: '0'.repeat(64), indexes: [65_535] };
    expect(faultOf(() => encodeMessage(message, { network }))).toStrictEqual(local('INVALID_VALUE', 'indexes/0'));
  });

  it('each index of a block is accepted once', () => {
    const all = bytes(zeros(32), size(65_535), zeros(65_535));
    expect(decode('getblocktxn', all)).toHaveProperty('indexes.length', 65_535);
    const more = bytes(zeros(32), size(65_536), zeros(65_536));
    expect(faultOf(() => decode('getblocktxn', more))).toStrictEqual(remote('LIMIT_EXCEEDED', 'indexes/65535'));
  });

  it('indexes must ascend', () => {
    for (const indexes of [
      [3, 3],
      [4, 3],
    ]) {
      const message: Message = { command: 'getblocktxn', blockHash: '0'.repeat(64), indexes };
      expect(faultOf(() => encodeMessage(message, { network }))).toStrictEqual(local('INVALID_VALUE', 'indexes/1'));
    }
  });

  it('a feature id has at least 4 bytes', () => {
    expect(faultOf(() => decode('feature', bytes(3, zeros(3), 0)))).toStrictEqual(remote('BAD_FEATURE', 'featureId'));
    const message = { command: 'feature', featureId: 'abc', featureData: zeros(0) } as const;
    expect(faultOf(() => encodeMessage(message, { network }))).toStrictEqual(local('INVALID_VALUE', 'featureId'));
  });

  it.each([
    ['items', bytes(size(4_000_001), zeros(4_000_001)), 'transaction/inputs/0/witness'],
    ['bytes of an item', bytes(1, size(4_000_001), zeros(4_000_001)), 'transaction/inputs/0/witness/0'],
  ])("Bitcoin's 4,000,000 %s of a witness", (_, witness, path) => {
    expect(faultOf(() => decode('tx', witnessPayload(witness)))).toStrictEqual(remote('LIMIT_EXCEEDED', path));
  });

  it("Bitcoin's filter of 4,000,000 bytes", () => {
    const payload = bytes(zeros(33), size(4_000_001), zeros(4_000_001));
    expect(faultOf(() => decode('cfilter', payload))).toStrictEqual(remote('LIMIT_EXCEEDED', 'filter'));
  });
});

describe.each([
  [bitcoin.regtest, 4_000_000],
  [lbry.regtest, 32 * 1024 * 1024],
])('a payload of $name', (on, limit) => {
  it(`of ${limit} bytes is decoded and encoded`, () => {
    const payload = zeros(limit);
    const frame = encodeMessage({ command: 'unknown', name: 'large', payload }, { network: on });
    const decoder = new FrameDecoder(on);
    decoder.push(frame);
    expect(decoder.next()?.payload.length).toBe(limit);
  });

  it('of one byte more is refused', () => {
    const payload = zeros(limit + 1);
    expect(faultOf(() => encodeFrame(on, 'large', payload))).toStrictEqual(local('LIMIT_EXCEEDED'));
    const message = { command: 'unknown', name: 'large', payload } as const;
    expect(faultOf(() => encodeMessage(message, { network: on }))).toStrictEqual(local('LIMIT_EXCEEDED'));
    const frame = encodeFrame({ magic: on.magic, limits: { maxPayloadBytes: Infinity } }, 'large', payload);
    const decoder = new FrameDecoder(on);
    decoder.push(frame.subarray(0, 24));
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('OVERSIZED_FRAME'));
  });
});
