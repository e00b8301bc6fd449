import { describe, expect, it } from '@jest/globals';
import type { Codec } from '../../lib/codec/codec.js';
import {
  bool,
  f64le,
  fixedBytes,
  hash32,
  i32le,
  i64le,
  u16be,
  u16le,
  u32le,
  u64le,
  u8,
  varBytes,
} from '../../lib/codec/primitives.js';
import { Reader } from '../../lib/codec/reader.js';
import { bytes, padded } from '../helpers/wire/bytes.js';
import { read, written } from '../helpers/wire/codec.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';

const NUMBERS: [name: string, codec: Codec<number>, value: number, hex: string][] = [
  ['u8', u8, 0, '00'],
  ['u8', u8, 255, 'ff'],
  ['u16le', u16le, 0x0102, '0201'],
  ['u16be', u16be, 0x0102, '0102'],
  ['u16be', u16be, 65_535, 'ffff'],
  ['u32le', u32le, 0x01020304, '04030201'],
  ['u32le', u32le, 0xffff_ffff, 'ffffffff'],
  ['i32le', i32le, -1, 'ffffffff'],
  ['i32le', i32le, -0x8000_0000, '00000080'],
  ['i32le', i32le, 0x7fff_ffff, 'ffffff7f'],
  ['f64le', f64le, -2, '00000000000000c0'],
  ['f64le', f64le, 5e-324, '0100000000000000'],
  ['f64le', f64le, -0, '0000000000000080'],
];

const BIGINTS: [name: string, codec: Codec<bigint>, value: bigint, hex: string][] = [
  ['u64le', u64le, 0x0102030405060708n, '0807060504030201'],
  ['u64le', u64le, 0xffff_ffff_ffff_ffffn, 'ffffffffffffffff'],
  ['i64le', i64le, -1n, 'ffffffffffffffff'],
  ['i64le', i64le, -0x8000_0000_0000_0000n, '0000000000000080'],
];

describe('numbers', () => {
  it.each(NUMBERS)('%s %#', (_, codec, value, hex) => {
    expect(read(codec, hex)).toBe(value);
    expect(written(codec, value)).toBe(hex);
    expect(codec.minBytes).toBe(hex.length / 2);
    expect(faultOf(() => read(codec, hex.slice(2)))).toStrictEqual(remote('SHORT_PAYLOAD'));
  });

  it.each(BIGINTS)('%s %#', (_, codec, value, hex) => {
    expect(read(codec, hex)).toBe(value);
    expect(written(codec, value)).toBe(hex);
    expect(faultOf(() => read(codec, hex.slice(2)))).toStrictEqual(remote('SHORT_PAYLOAD'));
  });

  it.each([
    [u8, [-1, 256, 1.5, NaN, '1', undefined, null, 1n]],
    [u16be, [65_536, -1]],
    [u32le, [2 ** 32, -1, Infinity]],
    [i32le, [2 ** 31, -(2 ** 31) - 1]],
    [u64le, [-1n, 2n ** 64n, 1, undefined]],
    [i64le, [2n ** 63n, -(2n ** 63n) - 1n, '1']],
    [f64le, [NaN, Infinity, -Infinity, 1n, '1', undefined]],
  ] as [Codec<unknown>, unknown[]][])('refuse what they cannot hold %#', (codec, values) => {
    for (const value of values) {
      expect(faultOf(() => written(codec, value))).toStrictEqual(local('INVALID_VALUE'));
    }
  });
});

describe('f64le', () => {
  it.each(['000000000000f07f', '000000000000f0ff', '010000000000f87f'])(
    'refuses %s, which is no finite number',
    (hex) => {
      expect(faultOf(() => read(f64le, hex))).toStrictEqual(remote('INVALID_VALUE'));
    },
  );
});

describe('bool', () => {
  it('is encoded as 0 or 1, and every byte but 0 is decoded as true', () => {
    expect([read(bool, '00'), read(bool, '01'), read(bool, 'ff')]).toStrictEqual([false, true, true]);
    expect([written(bool, false), written(bool, true)]).toStrictEqual(['00', '01']);
    expect(faultOf(() => written(bool as Codec<unknown>, 1))).toStrictEqual(local('INVALID_VALUE'));
  });
});

describe('hash32', () => {
  // The hash of Bitcoin's genesis block, as explorers show it and as bytes of a prevBlock.
  const shown = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';
  const wire = '6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000';

  it('is reversed', () => {
    expect(read(hash32, wire)).toBe(shown);
    expect(written(hash32, shown)).toBe(wire);
  });

  it.each([shown.toUpperCase(), shown.slice(1), `${shown}0`, `${shown.slice(1)}g`, '', 5, undefined])(
    'refuses %p',
    (value) => {
      expect(faultOf(() => written(hash32 as Codec<unknown>, value))).toStrictEqual(local('INVALID_VALUE'));
    },
  );
});

describe('bytes', () => {
  it('of a fixed length', () => {
    expect(read(fixedBytes(3), '010203')).toStrictEqual(Uint8Array.of(1, 2, 3));
    expect(written(fixedBytes(3), Uint8Array.of(1, 2, 3))).toBe('010203');
    expect(faultOf(() => written(fixedBytes(3), Uint8Array.of(1, 2)))).toStrictEqual(local('INVALID_VALUE'));
    expect(faultOf(() => read(fixedBytes(3), '0102'))).toStrictEqual(remote('SHORT_PAYLOAD'));
  });

  it('after their length', () => {
    expect(read(varBytes(), '020102')).toStrictEqual(Uint8Array.of(1, 2));
    expect(read(varBytes(), '00')).toStrictEqual(new Uint8Array(0));
    expect(written(varBytes(), new Uint8Array(253))).toBe(`fdfd00${'00'.repeat(253)}`);
    expect(faultOf(() => read(varBytes(), '0201'))).toStrictEqual(remote('SHORT_PAYLOAD'));
    expect(faultOf(() => read(varBytes({ maxBytes: 1 }), '020102'))).toStrictEqual(remote('LIMIT_EXCEEDED'));
    const codec = varBytes({ maxBytes: 1 });
    expect(faultOf(() => written(codec, Uint8Array.of(1, 2)))).toStrictEqual(local('LIMIT_EXCEEDED'));
    expect(faultOf(() => written(codec as Codec<unknown>, [1]))).toStrictEqual(local('INVALID_VALUE'));
  });

  it('are copies, and not Buffers', () => {
    const source = Buffer.from(padded(bytes('03 010203')));
    const value = varBytes().read(new Reader(source, 0));
    source.fill(0xff);
    expect(value).toStrictEqual(Uint8Array.of(1, 2, 3));
    expect(value.buffer.byteLength).toBe(3);
  });
});
