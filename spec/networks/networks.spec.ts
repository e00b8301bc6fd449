import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { defineNetwork, type Network } from '../../lib/networks/network.js';
import { encodeMessage, decodeMessage } from '../../lib/wire/message.js';
import { faultOf, local } from '../helpers/wire/fault.js';

// Bitcoin Core, kernel/chainparams.cpp; btcd, chaincfg/params.go (simnet); lbcd, chaincfg/params.go and wire/protocol.go.
const TABLE: [network: Network, name: string, magic: string, port: number][] = [
  [bitcoin.mainnet, 'bitcoin.mainnet', 'f9beb4d9', 8333],
  [bitcoin.testnet3, 'bitcoin.testnet3', '0b110907', 18_333],
  [bitcoin.testnet4, 'bitcoin.testnet4', '1c163f28', 48_333],
  [bitcoin.signet, 'bitcoin.signet', '0a03cf40', 38_333],
  [bitcoin.regtest, 'bitcoin.regtest', 'fabfb5da', 18_444],
  [bitcoin.simnet, 'bitcoin.simnet', '161c1412', 18_555],
  [lbry.mainnet, 'lbry.mainnet', 'fae4aaf1', 9246],
  [lbry.testnet, 'lbry.testnet', 'fae4aae1', 19_246],
  [lbry.regtest, 'lbry.regtest', 'fae4aad1', 29_246],
  [lbry.simnet, 'lbry.simnet', '161c1412', 39_246],
];

describe('networks', () => {
  it('are 10', () => {
    expect([...Object.values(bitcoin), ...Object.values(lbry)].map(({ name }) => name)).toEqual(
      TABLE.map(([, name]) => name),
    );
  });

  it.each(TABLE)('%# %p', (network, name, magic, port) => {
    expect(network.name).toBe(name);
    expect(toHex(encodeFrame(network, 'a', new Uint8Array(0)).subarray(0, 4))).toBe(magic);
    expect(network.defaultPort).toBe(port);
    const isLbry = name.startsWith('lbry');
    expect(network.protocolVersion).toBe(isLbry ? 70_013 : 70_016);
    expect(network.header.minBytes).toBe(isLbry ? 112 : 80);
    expect(network.limits.maxPayloadBytes).toBe(isLbry ? 33_554_432 : 4_000_000);
    expect(network.limits.maxLocatorHashes).toBe(isLbry ? 500 : 101);
  });
});

describe('defineNetwork', () => {
  const own = { name: 'own', magic: 0x01020304, defaultPort: 1 };

  it('has the defaults of Bitcoin', () => {
    const network = defineNetwork(own);
    expect(network.protocolVersion).toBe(70_016);
    expect(network.limits).toBe(bitcoin.mainnet.limits);
    const frame = encodeMessage({ command: 'verack' }, { network });
    expect(toHex(frame.subarray(0, 4))).toBe('04030201');
    expect(decodeMessage(frame, { network })).toStrictEqual({ command: 'verack' });
  });

  it('accepts the ends of each range', () => {
    expect(defineNetwork({ ...own, magic: 0, defaultPort: 65_535, protocolVersion: 1 })).toMatchObject({ magic: 0 });
    expect(defineNetwork({ ...own, magic: 0xffff_ffff, protocolVersion: 0x7fff_ffff }).protocolVersion).toBe(
      2 ** 31 - 1,
    );
  });

  it.each([
    ['magic', [-1, 2 ** 32, 1.5, NaN, '1']],
    ['defaultPort', [0, 65_536, -1]],
    ['protocolVersion', [0, 2 ** 31, 70_016.5]],
  ])('refuses %s', (option, values) => {
    for (const value of values) {
      const definition = { ...own, [option]: value };
      expect(faultOf(() => defineNetwork(definition))).toStrictEqual(local('INVALID_OPTION', option));
    }
  });
});

describe('a network without its magic or port', () => {
  it.each(['magic', 'defaultPort'])('is refused: %s', (name) => {
    const definition = { name: 'own', magic: 1, defaultPort: 1, [name]: undefined as never };
    expect(() => defineNetwork(definition)).toThrow(`${name}: integer from`);
  });
});
