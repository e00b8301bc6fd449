import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  blockHash,
  encodeFrame,
  encodeMessage,
  decodeFrame,
  KNOWN_NETWORKS,
  toHex,
  type Network,
} from '../../lib/index.js';
import { evaluateExample } from '../helpers/evaluateExample.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { mwebBlock, pegIn } from '../helpers/wire/litecoin.js';

const { litecoin } = evaluateExample(await exampleIn('docs/altcoins.md', 'litecoin')) as {
  litecoin: Record<'mainnet' | 'testnet' | 'regtest', Network>;
};

describe('docs/altcoins.md', () => {
  // pchMessageStart and nDefaultPort of Litecoin Core, chainparams.cpp.
  it.each([
    ['mainnet', 'fbc0b6db', 9333],
    ['testnet', 'fdd2c8f1', 19_335],
    ['regtest', 'fabfb5da', 19_444],
  ] as const)('defines Litecoin: %s', (name, magic, port) => {
    const network = litecoin[name];
    expect(toHex(encodeFrame(network, 'verack', new Uint8Array(0)).subarray(0, 4))).toBe(magic);
    expect(network).toMatchObject({ name: `litecoin.${name}`, defaultPort: port, transport: 'v1', policy: 'core' });
    expect(network.genesisHash).toMatch(/^[0-9a-f]{64}$/);
    expect(network.limits).toMatchObject({ maxPayloadBytes: 32_000_000, unknownTransactionFlags: 'keep' });
    expect(KNOWN_NETWORKS.has(network.name)).toBe(false);
  });

  it('has the genesis block from which a Litecoin header follows', () => {
    // chainparams.cpp, CreateGenesisBlock of regtest: version 1, its Merkle root, time, bits and nonce.
    const header = {
      version: 1,
      prevBlock: '0'.repeat(64),
      merkleRoot: '97ddfbbae6be97fd6cdf3e7ca13232a3afff2353e29badfab7f73011edd4ced9',
      timestamp: 1_296_688_602,
      bits: 0x207f_ffff,
      nonce: 0,
    };
    expect(blockHash(header)).toBe(litecoin.regtest.genesisHash);
  });

  it('has a network whose peers stay open with MWEB, and give it to subscribers', () => {
    const { peer, faults, reasons, sendToPeer } = readyRemote({ network: litecoin.regtest });
    const received: string[] = [];
    peer.messages$.subscribe((message) =>
      received.push(toHex(encodeMessage(message, { network: litecoin.regtest }).subarray(24))),
    );
    for (const [command, payload] of [
      ['tx', pegIn.payload],
      ['block', mwebBlock.payload],
    ] as const) {
      sendToPeer(decodeFrame({ command, payload }, { network: litecoin.regtest }));
    }
    expect(received).toEqual([pegIn.hex, mwebBlock.hex]);
    expect([faults, reasons]).toEqual([[], []]);
  });

  it('differs from a network without the option, which drops the message and keeps the peer', () => {
    const { peer, faults, write, reasons } = readyRemote({ network: bitcoin.regtest });
    const received: unknown[] = [];
    peer.on('tx').subscribe((message) => received.push(message));
    write(encodeFrame(bitcoin.regtest, 'tx', pegIn.payload));
    expect(faults).toMatchObject([{ code: 'INVALID_VALUE' }]);
    expect([received, reasons]).toEqual([[], []]);
  });
});
