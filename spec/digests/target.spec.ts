import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bitsOfTarget, meetsTarget, targetOfBits, workOf } from '../../lib/digests/target.js';
import { LocalProtocolError } from '../../lib/base/errors.js';

const MAX_TARGET = (1n << 256n) - 1n;

describe('targetOfBits and bitsOfTarget', () => {
  // Bitcoin Core, test/arith_uint256_tests.cpp bignum_SetCompact: bits, target, the bits of that target.
  it.each([
    [0, 0n, 0],
    [0x0012_3456, 0n, 0],
    [0x0100_3456, 0n, 0],
    [0x0200_0056, 0n, 0],
    [0x0300_0000, 0n, 0],
    [0x0400_0000, 0n, 0],
    [0x0092_3456, 0n, 0],
    [0x0180_3456, 0n, 0],
    [0x0280_0056, 0n, 0],
    [0x0380_0000, 0n, 0],
    [0x0480_0000, 0n, 0],
    [0x0112_3456, 0x12n, 0x0112_0000],
    [0x0212_3456, 0x1234n, 0x0212_3400],
    [0x0312_3456, 0x12_3456n, 0x0312_3456],
    [0x0412_3456, 0x1234_5600n, 0x0412_3456],
    [0x0500_9234, 0x9234_0000n, 0x0500_9234],
    [0x2012_3456, 0x12_3456n << 232n, 0x2012_3456],
    // From blocks: Bitcoin's genesis block, the example of the wiki, regtest, LBRY's genesis block.
    [0x1d00_ffff, 0xffffn << 208n, 0x1d00_ffff],
    [0x1b04_04cb, 0x0404_cbn << 192n, 0x1b04_04cb],
    [0x207f_ffff, 0x7f_ffffn << 232n, 0x207f_ffff],
    [0x1f00_ffff, 0xffffn << 224n, 0x1f00_ffff],
  ])('%# bits %i', (bits, target, again) => {
    expect(targetOfBits(bits)).toBe(target);
    expect(bitsOfTarget(target)).toBe(again);
  });

  it('never sets the sign bit', () => {
    expect(bitsOfTarget(0x80n)).toBe(0x0200_8000);
    expect(bitsOfTarget(MAX_TARGET)).toBe(0x2100_ffff);
  });

  // Negative and overflowing bits of the same test: no hash meets them.
  it.each([0x01fe_dcba, 0x0492_3456, 0xff12_3456, 0x2300_0001, 0x2200_0100, 0x2101_0000])('%i has target 0', (bits) => {
    expect(targetOfBits(bits)).toBe(0n);
  });

  it.each([0x2200_00ff, 0x2100_ffff, 0x207f_ffff])('%i just fits into 256 bits', (bits) => {
    expect(targetOfBits(bits)).toBeGreaterThan(0n);
  });

  it('drops only the lower bytes of a target', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_TARGET }), (target) => {
        const again = targetOfBits(bitsOfTarget(target));
        expect(again).toBeLessThanOrEqual(target);
        expect(target - again).toBeLessThanOrEqual(target >> 15n);
        expect(bitsOfTarget(again)).toBe(bitsOfTarget(target));
      }),
    );
  });

  it.each([-1n, MAX_TARGET + 1n])('refuses the target %s', (target) => {
    expect(() => bitsOfTarget(target)).toThrow(LocalProtocolError);
  });
});

describe('workOf', () => {
  it('of difficulty 1 is 0x100010001, the chain work of the genesis block', () => {
    expect(workOf(0x1d00_ffff)).toBe(0x1_0001_0001n);
  });

  it('of regtest is 2', () => {
    expect(workOf(0x207f_ffff)).toBe(2n);
  });

  it('of bits that no hash meets is 0', () => {
    expect(workOf(0)).toBe(0n);
    expect(workOf(0x0492_3456)).toBe(0n);
  });
});

describe('meetsTarget', () => {
  const hashOf = (value: bigint): string => value.toString(16).padStart(64, '0');

  it('is true at and below the target', () => {
    const target = 0xffffn << 208n;
    expect(meetsTarget(hashOf(target), 0x1d00_ffff)).toBe(true);
    expect(meetsTarget(hashOf(target + 1n), 0x1d00_ffff)).toBe(false);
    expect(meetsTarget(hashOf(0n), 0x1d00_ffff)).toBe(true);
  });

  it('is false for a target of 0', () => {
    expect(meetsTarget(hashOf(0n), 0)).toBe(false);
    expect(meetsTarget(hashOf(0n), 0xff12_3456)).toBe(false);
  });
});
