import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, map, mergeMap, take } from 'rxjs';
import {
  bitcoin,
  decodeMessage,
  encodeFrame,
  fromHex,
  InventoryType,
  ServiceFlags,
  txid,
  wtxid,
  type InventoryItem,
  type ReadyPeer,
  type Transaction,
} from '../../lib/index.js';
import { dial } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

describeWith(await bitcoindAbsence(), 'a transaction that we announce to a Bitcoin node', () => {
  let node: BitcoinNode;
  const peers: ReadyPeer[] = [];

  beforeAll(async () => {
    node = await startBitcoind();
  });

  afterAll(async () => {
    for (const peer of peers) peer.close();
    await node?.stop();
  });

  /** A transaction with witness that the node's wallet has signed, and that the node's mempool does not have. */
  async function unsentTransaction(): Promise<Transaction> {
    const address = await node.rpc<string>('getnewaddress');
    const bare = await node.rpc<string>('createrawtransaction', [], { [address]: 0.1 });
    const funded = await node.rpc<{ hex: string }>('fundrawtransaction', bare, { lockUnspents: true });
    const signed = await node.rpc<{ hex: string }>('signrawtransactionwithwallet', funded.hex);
    const { regtest } = bitcoin;
    const message = decodeMessage(encodeFrame(regtest, 'tx', fromHex(signed.hex)), { network: regtest });
    if (message.command !== 'tx') throw new Error(`tx expected, got ${message.command}`);
    return message.transaction;
  }

  async function connected(protocolVersion?: number): Promise<ReadyPeer> {
    const peer = await dial({
      network: bitcoin.regtest,
      host: node.host,
      port: node.port,
      trickleIntervalMs: 50,
      // Without this feature the node requests transactions without their witness.
      services: ServiceFlags.witness,
      protocolVersion,
    });
    peers.push(peer);
    return peer;
  }

  /** Resolves to the item by which the node requests the transaction, and sends it the transaction. */
  function requestedItem(peer: ReadyPeer, transaction: Transaction): Promise<InventoryItem> {
    const ids = [txid(transaction), wtxid(transaction)];
    return soon(
      peer.on('getdata').pipe(
        mergeMap(({ items }) => items),
        filter(({ hash }) => ids.includes(hash)),
        take(1),
        map((item) => {
          void peer.send({ command: 'tx', transaction });
          return item;
        }),
      ),
      'getdata',
    );
  }

  it.each([
    ['by its wtxid, if wtxidrelay was negotiated (BIP339)', undefined, InventoryType.witnessTransactionId],
    ['by its txid, at protocol 70015', 70_015, InventoryType.witnessTransaction],
  ])('is requested %s, and enters the mempool', async (_, protocolVersion, type) => {
    const peer = await connected(protocolVersion);
    const transaction = await unsentTransaction();
    const ids = { txid: txid(transaction), wtxid: wtxid(transaction) };
    expect(ids.txid).not.toBe(ids.wtxid);
    const asked = requestedItem(peer, transaction);
    peer.announce(ids);
    const hash = type === InventoryType.witnessTransactionId ? ids.wtxid : ids.txid;
    expect(await asked).toEqual({ type, hash });
    await eventually(
      () => node.rpc<string[]>('getrawmempool'),
      (mempool) => mempool.includes(ids.txid),
      'the transaction in the mempool',
    );
  });
});
