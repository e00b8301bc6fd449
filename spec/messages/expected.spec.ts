import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../../lib/codec/hex.js';
import { blockHash } from '../../lib/digests/blockHash.js';
import { txid, wtxid } from '../../lib/digests/transactionId.js';
import type { Message, MessageOf, Command } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { decodeFixture, fixture, payloadOf } from '../helpers/wire/fixtures.js';

function golden<C extends Command>(command: C, source: string): MessageOf<C> {
  return decodeFixture(fixture(command, source)) as MessageOf<C>;
}

// The fields of these messages, from the debug log or RPC of the node, or from the document that contains them.
describe('the fields of golden payloads', () => {
  it('version', () => {
    const nobody = { services: 1n, ip: fromHex('00000000000000000000ffff00000000'), port: 0 };
    expect(golden('version', 'Bitcoin wiki')).toStrictEqual({
      command: 'version',
      version: 60_002,
      services: 1n,
      timestamp: 1_355_854_353n,
      addrRecv: nobody,
      addrFrom: nobody,
      nonce: 0x6517_e68c_5db3_2e3bn,
      userAgent: '/Satoshi:0.7.2/',
      startHeight: 212_672,
    });
  });

  it('version of Bitcoin Knots and of lbcd', () => {
    expect(golden('version', 'client-announces/msgs_sent')).toMatchObject({
      version: 70_016,
      services: 0x1000_0c4dn,
      userAgent: '/Satoshi:29.4.3/Knots:20260508/',
      startHeight: 2184,
      relay: true,
    });
    expect(golden('version', 'client-to-node.tsv, line 2')).toMatchObject({
      version: 70_013,
      addrRecv: { services: 0n, ip: fromHex('00000000000000000000ffff7f000001'), port: 29_346 },
      userAgent: '/btcwire:0.5.0/lbcdpeer:0.0.1/',
    });
  });

  it('inv', () => {
    expect(golden('inv', 'client-modern/msgs_sent.dat, record 15')).toStrictEqual({
      command: 'inv',
      items: [
        { type: 2, hash: '0c816dc2f966492a2ffeebbc74998fe404bae1f5efb9998be92925728acd70aa' },
        { type: 2, hash: '145fc370b92ef614e580c08617a4e2424614ab60818c41c05ff4f60577e9ca93' },
        { type: 2, hash: '6bc7e8f97fd6ab6a79626a4b8a0ca839baff8f9457b6b1abd73636cc675b8600' },
      ],
    });
  });

  it('headers: each contains the hash of the preceding one', () => {
    const { headers } = golden('headers', 'client-modern/msgs_sent.dat, record 13');
    expect(headers[0]).toStrictEqual({
      version: 0x2000_0000,
      prevBlock: '0c5011f11bc434318dc6ee741bac818fac306bdf8a5419a2b0b73499d8e33fa6',
      merkleRoot: 'ab6befb86836f0efc89062814f6fdd25316b612fb0bccd0e5e382e1133decc5b',
      timestamp: 1_795_352_293,
      bits: 0x207fffff,
      nonce: 0,
    });
    expect(headers.slice(0, -1).map(blockHash)).toEqual(headers.slice(1).map(({ prevBlock }) => prevBlock));
  });

  it('LBRY headers: the first follows the regtest genesis block, and has a claim trie', () => {
    const { headers } = golden('headers', 'client-to-node.tsv, line 21');
    expect(headers[0]).toStrictEqual({
      version: 0x2000_0000,
      prevBlock: '6e3fcf1299d4ec5d79c3a4c91d624a4acf9e2e173d95a1a0504f677669687556',
      merkleRoot: '8204ea19a478f91faa7d400e521abd0c2358e1e6cb584800470fa4e2a997195d',
      claimTrie: '0000000000000000000000000000000000000000000000000000000000000001',
      timestamp: 1_795_353_797,
      bits: 0x207fffff,
      nonce: 1,
    });
    expect(headers.slice(0, -1).map(blockHash)).toEqual(headers.slice(1).map(({ prevBlock }) => prevBlock));
  });

  it('tx with witness', () => {
    const { transaction } = golden('tx', 'relay-v1/msgs_recv.dat, record 63');
    expect(transaction).toStrictEqual({
      version: 2,
      inputs: [
        {
          previousOutput: { hash: '26fa4d7f76b523dc80dd72943c4334eebea9341b6b30e88d15e4438c6010b7ca', index: 1 },
          script: new Uint8Array(0),
          sequence: 0xffff_fffd,
          witness: [
            fromHex(
              '89e5f26fae29e7d9373fc8646cf0a6ae265b656e54277c00a2773d2172437171e00cfb2a1518a8ff531b3b81292f7253f54ad19fba7ac05d7d7290eb11fe9346',
            ),
          ],
        },
      ],
      outputs: [
        { value: 102_000n, script: fromHex('001401201151191747307f2eec78ef3fbdb084659b4f') },
        { value: 10_895_307n, script: fromHex('76a914597b48dbd76a1205bfc5d4fedb51a4de72d7586d88ac') },
      ],
      lockTime: 2160,
    });
    // The Bloom client received the same transaction without its witness.
    const stripped = golden('tx', 'listener.bin, frame 9').transaction;
    expect(txid(stripped)).toBe(txid(transaction));
    expect(wtxid(stripped)).not.toBe(wtxid(transaction));
  });

  it('block: the hash that an inv announces', () => {
    const announced = golden('inv', 'client-modern/msgs_sent.dat, record 15').items.map(({ hash }) => hash);
    const { header } = golden('cmpctblock', 'client-modern/msgs_sent.dat, record 56');
    expect(announced).toContain(header.prevBlock);
    // The first block of regtest, after the genesis block.
    expect(golden('merkleblock', 'listener.bin, frame 24').header.prevBlock).toBe(
      '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    );
  });

  it('addrv2 of five networks', () => {
    const { addresses } = golden('addrv2', 'client-announces/msgs_recv.dat, record 27');
    const common = { time: 1_795_352_377, services: 0xc4dn };
    expect(addresses).toStrictEqual([
      { ...common, networkId: 1, address: fromHex('f1010203'), port: 8333 },
      { ...common, networkId: 2, address: fromHex('40000000000000000000000000000007'), port: 8333 },
      {
        ...common,
        networkId: 4,
        address: fromHex('5293338c2b4b21244a02294c128b2b29c8a787b5afa11e7757e3c02e89afc7be'),
        port: 8333,
      },
      {
        ...common,
        networkId: 5,
        address: fromHex('09c4e3631eaeec01a0a7e8f974e68ee1496fd6e6d36cc13b740e5043d60e1349'),
        port: 0,
      },
      { ...common, networkId: 6, address: fromHex('fcc2b327c3718880ded658dae0c08254'), port: 8333 },
    ]);
  });

  it('addrv2 of Tor v2 and of an unknown network', () => {
    const { addresses } = golden('addrv2', 'client-announces/msgs_recv.dat, record 33');
    expect(addresses.map(({ networkId, address, port }) => [networkId, address, port])).toStrictEqual([
      [3, fromHex('975a2078fea2a170fc0a'), 8333],
      [99, fromHex('acc3480acabc6f'), 1],
    ]);
  });

  it('cmpctblock: the coinbase at index 0, short ids as numbers', () => {
    const message = golden('cmpctblock', 'client-modern/msgs_sent.dat, record 56');
    expect(message.nonce).toBe(12_189_295_079_404_305_591n);
    expect(message.shortIds).toStrictEqual([0xbf84_6ee6_39d7]);
    expect(message.prefilledTransactions.map(({ index }) => index)).toStrictEqual([0]);
    expect(message.prefilledTransactions[0]!.transaction.inputs[0]!.previousOutput.index).toBe(0xffff_ffff);
  });

  it('merkleblock', () => {
    expect(golden('merkleblock', 'listener.bin, frame 26')).toStrictEqual({
      command: 'merkleblock',
      header: {
        version: 0x2000_0000,
        prevBlock: '64c83778b330ed788e3ad2f147fcd98671549e9dc77bae59299c24df89837368',
        merkleRoot: '9d0b8315a591155628f1e2c3875f22c9159c0eec41588525805e5cd539d17f00',
        timestamp: 1_795_352_641,
        bits: 0x207fffff,
        nonce: 2,
      },
      totalTransactions: 5,
      hashes: [
        'ed2614e9b0f3d522ad11c943e9b8b6f1200ba475b73224a460b6b82b7f3cba56',
        'edb93d3b63226beca44c7dec3325d5c3bd2bd836060f83f12dc0a786e14dd8e8',
      ],
      flags: Uint8Array.of(0x1d),
    });
  });

  it('cfilter', () => {
    expect(golden('cfilter', 'client-modern/msgs_sent.dat, record 33')).toStrictEqual({
      command: 'cfilter',
      filterType: 0,
      blockHash: '5ed955b1943a411e0b08a06ca8d1a9be1b28b44d193175f718399ee4591c0d35',
      filter: fromHex('01786280'),
    });
  });

  it("alert: Bitcoin's final alert, not parsed", () => {
    const { payload } = golden('alert', 'client-old-70012');
    expect(payload).toHaveLength(168);
    expect(new TextDecoder().decode(payload)).toContain('URGENT: Alert key compromised, upgrade required');
  });

  it('reject', () => {
    expect(golden('reject', 'developer reference')).toStrictEqual({
      command: 'reject',
      message: 'tx',
      code: 0x12,
      reason: 'bad-txns-inputs-spent',
      hash: '2128225423fb7595931710a386af7b94725900315acabfe73b0951abfc154739',
    });
    expect(golden('reject', 'BIP61')).toStrictEqual({
      command: 'reject',
      message: 'version',
      code: 0x11,
      reason: 'obsolete',
    });
  });
});

describe("BIP152's differential indexes", () => {
  const blockHash = '01'.repeat(32);

  it('of getblocktxn: 1, 2, 4, 9 are encoded as 1, 0, 1, 4', () => {
    const payload = fromHex(`${blockHash}0401000104`);
    const message: Message = decodeFrame({ command: 'getblocktxn', payload }, { network: bitcoin.regtest });
    expect(message).toStrictEqual({ command: 'getblocktxn', blockHash, indexes: [1, 2, 4, 9] });
    expect(payloadOf(message, { network: lbry.regtest })).toStrictEqual(payload);
  });

  it('of prefilled transactions: 0, 1, 5 are encoded as 0, 0, 3', () => {
    const message = golden('cmpctblock', 'client-modern/msgs_sent.dat, record 24');
    const { transaction } = message.prefilledTransactions[0]!;
    const prefilledTransactions = [0, 1, 5].map((index) => ({ index, transaction }));
    const payload = payloadOf({ ...message, prefilledTransactions }, { network: bitcoin.regtest });
    const transactionBytes = payloadOf({ command: 'tx', transaction }, { network: bitcoin.regtest });
    const start = 80 + 8 + 1;
    expect(payload[start]).toBe(3);
    const distances = [0, 1, 2].map((i) => payload[start + 1 + i * (1 + transactionBytes.length)]);
    expect(distances).toStrictEqual([0, 0, 3]);
    const decoded = decodeFrame({ command: 'cmpctblock', payload }, { network: bitcoin.regtest });
    expect(decoded).toStrictEqual({ ...message, prefilledTransactions });
  });
});
