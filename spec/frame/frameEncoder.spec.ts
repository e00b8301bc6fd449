import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { faultOf, local } from '../helpers/wire/fault.js';
import { fixture } from '../helpers/wire/fixtures.js';

describe('encodeFrame', () => {
  it("encodes the Bitcoin wiki's verack and version", () => {
    const nothing = new Uint8Array(0);
    expect(toHex(encodeFrame(bitcoin.mainnet, 'verack', nothing))).toBe(
      'f9beb4d976657261636b000000000000000000005df6e0e2',
    );
    const { payload } = fixture('version', 'Bitcoin wiki');
    expect(toHex(encodeFrame(bitcoin.mainnet, 'version', payload))).toBe(
      `f9beb4d976657273696f6e0000000000640000003b648d5a${toHex(payload)}`,
    );
  });

  it('begins with the magic of the network', () => {
    expect(toHex(encodeFrame(lbry.mainnet, 'a', new Uint8Array(0)).subarray(0, 6))).toBe('fae4aaf16100');
  });

  it('copies the payload', () => {
    const payload = Uint8Array.of(1, 2, 3);
    const frame = encodeFrame(bitcoin.regtest, 'a', payload);
    payload.fill(9);
    expect(Array.from(frame.subarray(24))).toEqual([1, 2, 3]);
  });

  it.each(['', 'thirteen char', 'tab\t', 'nul\0', 'ä', 'a\n', '\x7f'])('refuses the command %p', (command) => {
    expect(faultOf(() => encodeFrame(bitcoin.regtest, command, new Uint8Array(0)))).toStrictEqual(
      local('INVALID_VALUE'),
    );
  });

  it('refuses a payload above the limit', () => {
    const format = { magic: 1, limits: { maxPayloadBytes: 3 } };
    expect(encodeFrame(format, 'a', new Uint8Array(3))).toHaveLength(27);
    expect(faultOf(() => encodeFrame(format, 'a', new Uint8Array(4)))).toStrictEqual(local('LIMIT_EXCEEDED'));
  });
});
