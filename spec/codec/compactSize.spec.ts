import { describe, expect, it } from '@jest/globals';
import { compactSize64, MAX_COMPACT_SIZE } from '../../lib/codec/compactSize.js';
import { compactSize } from '../../lib/codec/primitives.js';
import { read, written } from '../helpers/wire/codec.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';

// lbcd (and btcd), wire/common_test.go: TestVarIntWire.
const BOUNDARIES: [value: bigint, hex: string][] = [
  [0n, '00'],
  [0xfcn, 'fc'],
  [0xfdn, 'fdfd00'],
  [0xffffn, 'fdffff'],
  [0x10000n, 'fe00000100'],
  [0xffff_ffffn, 'feffffffff'],
  [0x1_0000_0000n, 'ff0000000001000000'],
  [0xffff_ffff_ffff_ffffn, 'ffffffffffffffffff'],
];

// lbcd, wire/common_test.go: TestVarIntNonCanonical.
const NOT_CANONICAL: [what: string, hex: string][] = [
  ['0 in 3 bytes', 'fd0000'],
  ['the most that 1 byte holds, in 3', 'fdfc00'],
  ['0 in 5 bytes', 'fe00000000'],
  ['the most that 3 bytes hold, in 5', 'feffff0000'],
  ['0 in 9 bytes', 'ff0000000000000000'],
  ['the most that 5 bytes hold, in 9', 'ffffffffff00000000'],
];

describe('compactSize64', () => {
  it.each(BOUNDARIES)('%d', (value, hex) => {
    expect(read(compactSize64, hex)).toBe(value);
    expect(written(compactSize64, value)).toBe(hex);
  });

  it.each(NOT_CANONICAL)('refuses %s', (_, hex) => {
    expect(faultOf(() => read(compactSize64, hex))).toStrictEqual(remote('NON_CANONICAL'));
  });

  it.each(BOUNDARIES.slice(2))('%d errors with SHORT_PAYLOAD at every shorter length', (_, hex) => {
    for (let end = 0; end < hex.length; end += 2) {
      expect(faultOf(() => read(compactSize64, hex.slice(0, end)))).toStrictEqual(remote('SHORT_PAYLOAD'));
      expect(faultOf(() => read(compactSize, hex.slice(0, end)))).toStrictEqual(remote('SHORT_PAYLOAD'));
    }
  });

  it.each([-1n, 2n ** 64n, 5, undefined])('refuses to write %p', (value) => {
    expect(faultOf(() => written(compactSize64, value as bigint))).toStrictEqual(local('INVALID_VALUE'));
  });
});

describe('compactSize', () => {
  it.each(BOUNDARIES.filter(([value]) => value <= MAX_COMPACT_SIZE))('%d', (value, hex) => {
    expect(read(compactSize, hex)).toBe(Number(value));
    expect(written(compactSize, Number(value))).toBe(hex);
  });

  it.each(NOT_CANONICAL)('refuses %s', (_, hex) => {
    expect(faultOf(() => read(compactSize, hex))).toStrictEqual(remote('NON_CANONICAL'));
  });

  it('is limited to 0x02000000 (Bitcoin Core, MAX_SIZE)', () => {
    expect(read(compactSize, 'fe00000002')).toBe(0x0200_0000);
    expect(written(compactSize, 0x0200_0000)).toBe('fe00000002');
    for (const hex of ['fe01000002', 'feffffffff', 'ff0000000001000000', 'ffffffffffffffffff']) {
      expect(faultOf(() => read(compactSize, hex))).toStrictEqual(remote('LIMIT_EXCEEDED'));
    }
    for (const value of [0x0200_0001, -1, 1.5]) {
      expect(faultOf(() => written(compactSize, value))).toStrictEqual(local('INVALID_VALUE'));
    }
  });
});
