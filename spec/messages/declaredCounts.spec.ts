import { describe, expect, it } from '@jest/globals';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { bytes, size } from '../helpers/wire/bytes.js';
import { faultOf } from '../helpers/wire/fault.js';
import { withoutStacks } from '../helpers/wire/withoutStacks.js';

const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** The bytes before a count. The test appends a count of 2^25 items or bytes that do not follow. */
const BEFORE_A_COUNT: [command: string, before: Uint8Array][] = [
  ['inv', zeros(0)],
  ['headers', zeros(0)],
  ['addr', zeros(0)],
  ['addrv2', zeros(0)],
  ['addrv2', bytes(1, zeros(6))],
  ['getheaders', zeros(4)],
  ['block', zeros(80)],
  ['tx', zeros(4)],
  ['tx', bytes(zeros(4), 1, zeros(36))],
  ['tx', bytes(zeros(4), '0001', 1, zeros(36), 0, zeros(4), 0)],
  ['tx', bytes(zeros(4), '0001', 1, zeros(36), 0, zeros(4), 0, 1)],
  ['merkleblock', zeros(84)],
  ['cmpctblock', zeros(88)],
  ['cmpctblock', zeros(89)],
  ['getblocktxn', zeros(32)],
  ['blocktxn', zeros(32)],
  ['cfilter', zeros(33)],
  ['cfheaders', zeros(65)],
  ['cfcheckpt', zeros(33)],
  ['filterload', zeros(0)],
  ['reject', zeros(0)],
];

/** The errors for a count of 2^25: above its limit, or more than the bytes that follow. */
const CODES = new Set([
  ...['LIMIT_EXCEEDED', 'TOO_MANY_ITEMS', 'LOCATOR_TOO_LONG', 'FILTER_TOO_LARGE', 'SHORT_PAYLOAD'],
]);

const DECODES = 10_000;
/** Measured: 10 ms. Allocating one such list would take 100 ms. */
const MAX_MS_PER_THOUSAND = 400;

describe('a declared count of 2^25 with few bytes after it', () => {
  it.each(BEFORE_A_COUNT)('of %s (%#) is refused before allocating', (command, before) => {
    const payload = bytes(before, size(0x0200_0000), zeros(40));
    const heapBefore = process.memoryUsage().arrayBuffers;
    const decodeAll = (): void => {
      for (let i = 0; i < DECODES; i++) {
        const fault = faultOf(() => decodeFrame({ command, payload }, { network: bitcoin.regtest }));
        if (!CODES.has(fault?.code ?? 'none')) throw new Error(fault?.code);
      }
    };
    const cpuMs = cpuMsOf(() => withoutStacks(decodeAll));
    expect(cpuMs).toBeLessThan((DECODES / 1000) * MAX_MS_PER_THOUSAND);
    expect(process.memoryUsage().arrayBuffers - heapBefore).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('work in proportion to the bytes', () => {
  // No byte may take a thousand times the work of another.
  it.each([
    ['valid', 0x61],
    ['continuation bytes', 0x80],
    ['beginnings of two bytes', 0xc2],
    ['beginnings of four bytes', 0xf0],
  ])('reject with a text of 400 kB of %s takes at most seconds', (_, byte) => {
    const length = 400_000;
    const text = new Uint8Array(length).fill(byte);
    const payload = bytes(size(length), text, 0x10, 0);
    const cpuMs = cpuMsOf(() => {
      expect(faultOf(() => decodeFrame({ command: 'reject', payload }, { network: lbry.regtest }))).toBe(undefined);
    });
    // Quadratic work takes minutes.
    expect(cpuMs).toBeLessThan(5000);
  });
});
