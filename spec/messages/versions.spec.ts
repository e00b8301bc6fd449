import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import type { Message, VersionMessage } from '../../lib/wire.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';
import { payloadOf } from '../helpers/wire/fixtures.js';

const network = bitcoin.regtest;

function decode(command: string, hex: string, protocolVersion?: number): Message {
  return decodeFrame({ command, payload: fromHex(hex.replaceAll(' ', '')) }, { network, protocolVersion });
}

describe('version', () => {
  const shortest = '80110100 0904000000000000 00f1536500000000 0900000000000000 00000000000000000000ffff7f000001 208d';
  const tails: [field: keyof VersionMessage, hex: string, value: unknown][] = [
    ['addrFrom', `0100000000000000 ${'00'.repeat(16)} 0000`, { services: 1n, ip: new Uint8Array(16), port: 0 }],
    ['nonce', '0807060504030201', 0x0102030405060708n],
    ['userAgent', '03 2f612f', '/a/'],
    ['startHeight', 'ffffffff', -1],
    ['relay', '00', false],
  ];
  const base = {
    command: 'version',
    version: 70_016,
    services: 1033n,
    timestamp: 1_700_000_000n,
    addrRecv: { services: 9n, ip: fromHex('00000000000000000000ffff7f000001'), port: 8333 },
  };

  it('has at least 46 bytes', () => {
    const message = decode('version', shortest);
    expect(message).toStrictEqual(base);
    expect(payloadOf(message, { network })).toHaveLength(46);
    expect(faultOf(() => decode('version', shortest.slice(0, -2)))).toStrictEqual(
      remote('SHORT_PAYLOAD', 'addrRecv/port'),
    );
  });

  it.each(tails.map(([field], i) => [field, i] as const))('may end with %s', (_, i) => {
    const here = tails.slice(0, i + 1);
    const hex = shortest + here.map(([, part]) => part).join('');
    const expected = { ...base, ...Object.fromEntries(here.map(([field, , value]) => [field, value])) };
    expect(decode('version', hex)).toStrictEqual(expected);
    expect(toHex(payloadOf(expected as VersionMessage, { network }))).toBe(hex.replaceAll(' ', ''));
  });

  it('cannot have a field without the preceding ones', () => {
    const message = { ...base, relay: true } as VersionMessage;
    expect(faultOf(() => encodeMessage(message, { network }))).toStrictEqual(local('INVALID_VALUE', 'relay'));
  });

  it('decodes every relay byte but 0 as true, as Bitcoin Core does', () => {
    const hex = shortest + tails.map(([, part]) => part).join('');
    expect(decode('version', hex.slice(0, -2) + '02')).toMatchObject({ relay: true });
  });

  it('cut inside an optional field errors with SHORT_PAYLOAD', () => {
    expect(faultOf(() => decode('version', `${shortest} 01`))).toStrictEqual(
      remote('SHORT_PAYLOAD', 'addrFrom/services'),
    );
  });
});

describe('ping', () => {
  it('is empty up to protocol 60000, and has a nonce from 60001 on', () => {
    expect(decode('ping', '', 60_000)).toStrictEqual({ command: 'ping' });
    expect(payloadOf({ command: 'ping', nonce: 1n }, { network, protocolVersion: 60_000 })).toHaveLength(0);
    expect(decode('ping', '0100000000000000', 60_001)).toStrictEqual({ command: 'ping', nonce: 1n });
    expect(payloadOf({ command: 'ping', nonce: 1n }, { network, protocolVersion: 60_001 })).toHaveLength(8);
    expect(faultOf(() => decode('ping', '', 60_001))).toStrictEqual(remote('SHORT_PAYLOAD', 'nonce'));
  });
});

describe('addr', () => {
  const address = '0100000000000000 00000000000000000000ffff0a000001 208d';

  it('has a time from protocol 31402 on', () => {
    const expected = { services: 1n, ip: fromHex('00000000000000000000ffff0a000001'), port: 8333 };
    const timed = decode('addr', `01 e215104d ${address}`, 31_402);
    expect(timed).toStrictEqual({ command: 'addr', addresses: [{ time: 0x4d1015e2, ...expected }] });
    const untimed = decode('addr', `01 ${address}`, 31_401);
    expect(untimed).toStrictEqual({ command: 'addr', addresses: [expected] });
    expect(payloadOf(timed, { network, protocolVersion: 31_402 })).toHaveLength(31);
    expect(payloadOf(timed, { network, protocolVersion: 31_401 })).toHaveLength(27);
    expect(faultOf(() => payloadOf(untimed, { network, protocolVersion: 31_402 }))).toStrictEqual(
      local('INVALID_VALUE', 'addresses/0/time'),
    );
  });
});

describe('tx', () => {
  const input = `01 ${'11'.repeat(32)} 00000000 00 ffffffff`;
  const output = '01 e803000000000000 00';
  const lockTime = '00000000';
  const witness = '01 02 abcd';

  it('without witness', () => {
    const { transaction } = decode('tx', `02000000 ${input} ${output} ${lockTime}`) as {
      transaction: object;
    } & Message;
    expect(transaction).toMatchObject({ inputs: [{ witness: [] }], outputs: [{ value: 1000n }] });
  });

  it('with witness, which can be omitted', () => {
    const message = decode('tx', `02000000 0001 ${input} ${output} ${witness} ${lockTime}`);
    expect(message).toMatchObject({ transaction: { inputs: [{ witness: [Uint8Array.of(0xab, 0xcd)] }] } });
    const stripped = encodeMessage(message, { network, witness: false }).subarray(24);
    expect(toHex(stripped)).toBe(`02000000${input}${output}${lockTime}`.replaceAll(' ', ''));
  });

  it.each([
    ['a superfluous witness flag', `02000000 0001 ${input} ${output} 00 ${lockTime}`, 'NON_CANONICAL'],
    ['a witness flag without inputs', `02000000 0001 00 ${output} ${lockTime}`, 'NON_CANONICAL'],
    ['flag 2', `02000000 0002 ${input} ${output} ${witness} ${lockTime}`, 'INVALID_VALUE'],
    ['flag 255', `02000000 00ff ${input} ${output} ${witness} ${lockTime}`, 'INVALID_VALUE'],
  ])('refuses %s', (_, hex, code) => {
    expect(faultOf(() => decode('tx', hex))).toStrictEqual(remote(code, 'transaction'));
  });

  it('may have a witness flag without witness on LBRY, as for lbcd, and is encoded without the flag', () => {
    const payload = fromHex(`02000000 0001 ${input} ${output} 00 ${lockTime}`.replaceAll(' ', ''));
    const message = decodeFrame({ command: 'tx', payload }, { network: lbry.regtest });
    expect(message).toMatchObject({ transaction: { inputs: [{ witness: [] }], outputs: [{ value: 1000n }] } });
    const encoded = toHex(payloadOf(message, { network: lbry.regtest }));
    expect(encoded).toBe(`02000000${input}${output}${lockTime}`.replaceAll(' ', ''));
  });

  it('without inputs and outputs has 10 bytes', () => {
    const message = decode('tx', '01000000 00 00 05000000');
    expect(message).toStrictEqual({
      command: 'tx',
      transaction: { version: 1, inputs: [], outputs: [], lockTime: 5 },
    });
    expect(payloadOf(message, { network: lbry.regtest })).toHaveLength(10);
  });

  it('has an unsigned version of 32 bits', () => {
    expect(decode('tx', 'ffffffff 00 00 00000000')).toMatchObject({ transaction: { version: 0xffff_ffff } });
  });
});

describe('reject', () => {
  it('may contain the hash of a transaction', () => {
    const hash = '22'.repeat(32);
    expect(decode('reject', `02 7478 10 00 ${hash}`)).toStrictEqual({
      command: 'reject',
      message: 'tx',
      code: 16,
      reason: '',
      hash,
    });
    expect(decode('reject', '02 7478 10 00')).toStrictEqual({ command: 'reject', message: 'tx', code: 16, reason: '' });
  });

  it.each([1, 4, 31])('may have %i bytes of other data (BIP61: "optional extra data")', (length) => {
    const data = new Uint8Array(length).fill(0x22);
    const message = { command: 'reject', message: 'tx', code: 16, reason: '', data } as const;
    expect(decode('reject', `02 7478 10 00 ${'22'.repeat(length)}`)).toStrictEqual(message);
    expect(payloadOf(message, { network: bitcoin.regtest })).toHaveLength(5 + length);
  });

  it('of Bitcoin Core 0.11.99 had a code of four bytes (bitcoin#7179), which is decoded as data', () => {
    const decoded = decode('reject', `07 76657273696f6e 11000000 08 6f62736f6c657465`);
    expect(decoded).toMatchObject({ message: 'version', code: 0x11, reason: '', data: expect.any(Uint8Array) });
  });

  it.each<[string, object]>([
    ['no byte of data', { data: new Uint8Array(0) }],
    ['32 bytes of data, which are a hash', { data: new Uint8Array(32) }],
    ['a hash and data', { hash: '22'.repeat(32), data: new Uint8Array(1) }],
  ])('is not encoded with %s', (_, extra) => {
    const message = { command: 'reject', message: 'tx', code: 16, reason: '', ...extra } as Message;
    expect(faultOf(() => payloadOf(message, { network: bitcoin.regtest }))).toMatchObject({ code: 'INVALID_VALUE' });
  });
});
